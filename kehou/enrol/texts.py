"""What a guardian agrees to, word for word. A stored consent names its version; a change of words is a new version."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConsentText:
    version: str
    lines: tuple[str, ...]


TEXTS = {
    "2026-1": ConsentText(
        "2026-1",
        (
            "是否参加课后服务，完全由您和孩子决定。不参加，不影响孩子在学校的任何事。",
            "参加以后，随时可以退出，不用说明理由。退出后不再安排，也不再收费，没有上的天数不收钱。",
            "学校会记录孩子每次到没到、谁在带、几点交给谁，只用来保证安全和计算费用。",
            "服务内容、收费标准和投诉渠道，以学校公示的方案为准。",
        ),
    )
}
CURRENT = TEXTS["2026-1"]
