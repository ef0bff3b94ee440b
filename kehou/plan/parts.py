"""The fourteen parts of a plan, in the order in which a school writes them and a reader finds them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the editor. keys: those of the plan document that it holds; clauses: what it answers to."""

    name: str
    label: str
    keys: tuple[str, ...]
    clauses: tuple[str, ...] = ()


PARTS: tuple[Part, ...] = (
    Part("basics", "基本情况", ("policy", "school", "term", "enrolled"), ("八.2a",)),
    Part("survey", "需求调查", ("survey",), ("八.3a",)),
    Part("committee", "家委会", ("committee",), ("八.3b", "附.8")),
    Part("windows", "服务时段", ("windows",), ("六.1", "六.4")),
    Part("blocks", "环节与内容", ("blocks",), ("附.2", "七.4a")),
    Part("courses", "课程菜单", ("courses",), ("七.5b", "三.3")),
    Part("staff", "师资", ("staff", "providers"), ("五.1", "附.7")),
    Part("fees", "收费与经费", ("fees",), ("二.2", "八.4a")),
    Part("priority", "优先照顾", ("priority",), ("八.3d",)),
    Part("duties", "分工", ("duties",), ("八.2a",)),
    Part("safety", "安全", ("safety",), ("八.5c",)),
    Part("safeguards", "保障", ("safeguards",), ("八.2a",)),
    Part("appraisal", "绩效考评", ("appraisal",), ("八.4d", "八.4e")),
    Part("publication", "公示", ("publication",), ("八.5b",)),
)
BY_NAME: dict[str, Part] = {part.name: part for part in PARTS}
NUMBERS: dict[str, int] = {part.name: number for number, part in enumerate(PARTS, start=1)}
_PART_OF_KEY: dict[str, str] = {key: part.name for part in PARTS for key in part.keys}

SYSTEM_KEYS = ("kehou", "school", "term", "version", "filed")
"""Keys that the system writes; nobody types them."""


def part_of(where: str) -> str:
    """The part a place of the document belongs to: "windows[1].end" → "windows"; what belongs nowhere is basics."""
    return _PART_OF_KEY.get(where.split(".")[0].split("[")[0], "basics")
