"""What a lawful simulated school promises: windows, blocks, a menu large enough, fees within the ceiling."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

STARTS, TURNS, ENDS = "16:10", "17:10", "18:10"
WORKDAYS = ["mon", "tue", "wed", "thu", "fri"]
PATTERNS = (("mon", "wed"), ("tue", "thu"), ("fri",))
CAPACITY = 30
SPARE_PERCENT = 112  # places offered for 100 children who want one

# name, kind, domains — by band of grades. The first two of each pattern (0, 1, 3, 4, 6, 7) carry all five domains,
# so that the smallest school, which runs only those, has them too.
CATALOGUE: Mapping[str, Sequence[tuple[str, str, tuple[str, ...]]]] = {
    "low": (
        ("绘本阅读", "reading", ("智", "德")),
        ("跳绳与游戏", "group", ("体",)),
        ("剪纸", "handcraft", ("美", "劳")),
        ("校园种植", "practice", ("劳",)),
        ("童谣合唱", "group", ("美", "德")),
        ("积木搭建", "handcraft", ("智", "劳")),
        ("民间故事", "reading", ("德", "智")),
        ("陶泥手作", "handcraft", ("美", "劳")),
        ("趣味体能", "group", ("体",)),
        ("小小讲解员", "practice", ("德",)),
    ),
    "upper": (
        ("乒乓球", "interest", ("体",)),
        ("合唱", "interest", ("美",)),
        ("科学小实验", "practice", ("智", "劳")),
        ("志愿服务队", "group", ("德",)),
        ("书法", "interest", ("美",)),
        ("围棋", "interest", ("智",)),
        ("校园足球", "interest", ("体",)),
        ("木工坊", "practice", ("劳",)),
        ("马头琴", "interest", ("美",)),
        ("整本书阅读", "reading", ("智", "德")),
    ),
    "junior": (
        ("篮球社", "club", ("体",)),
        ("生活技能", "practice", ("劳",)),
        ("机器人社", "club", ("智", "劳")),
        ("志愿服务社", "club", ("德",)),
        ("合唱团", "club", ("美",)),
        ("读书会", "reading", ("智", "德")),
        ("美术社", "club", ("美",)),
        ("羽毛球社", "club", ("体",)),
    ),
    "senior": (
        ("生涯规划", "career", ("德", "劳")),
        ("合唱", "arts_sports", ("美",)),
        ("物理拓展", "extension", ("智",)),
        ("学法指导", "study_methods", ("智",)),
        ("篮球", "arts_sports", ("体",)),
        ("心理素质拓展", "mental", ("德",)),
        ("创新实践", "innovation", ("智", "劳")),
        ("个性化答疑", "personal_qa", ("智",)),
    ),
}
BANDS: Mapping[str, range] = {"low": range(1, 3), "upper": range(3, 7), "junior": range(7, 10), "senior": range(10, 13)}
FIRST_HOUR: Mapping[str, list[str]] = {
    "low": ["reading", "group"],
    "upper": ["homework", "self_study"],
    "junior": ["homework", "qa"],
    "senior": ["self_study", "homework"],
}
STANDARD = {"primary": "60.00", "junior": "60.00", "senior": "100.00"}
CAPS = {"primary": "300.00", "junior": "300.00", "senior": "500.00"}


@dataclass(frozen=True, slots=True)
class Leader:
    """A possible leader of courses, as the plan names people."""

    key: str
    days: tuple[str, ...]


def bands_of(grades: Sequence[int]) -> list[tuple[str, list[int]]]:
    """Bands that the school has, with its grades in each."""
    return [(band, found) for band, all_ in BANDS.items() if (found := [g for g in grades if g in all_])]


def plan_text_parts(
    rng: Random, grades: Sequence[int], stages: Sequence[str], wanting: Mapping[int, int], leaders: Sequence[Leader]
) -> dict[str, Any]:
    """The parts of a plan document that a school writes itself; the system knows the rest."""
    bands = bands_of(grades)
    return {
        "windows": [
            {
                "id": "pm",
                "kind": "after_class",
                "grades": list(grades),
                "weekdays": WORKDAYS,
                "start": STARTS,
                "end": ENDS,
            }
        ],
        "blocks": [block for band, found in bands for block in _blocks(band, found)],
        "courses": _courses(rng, bands, wanting, leaders),
        "fees": {
            "basis": "month",
            "standard": {stage: STANDARD[stage] for stage in stages},
            "term_cap": {stage: CAPS[stage] for stage in stages},
            "sources": ["subsidy", "service_fee"],
            "collected_by": "school",
            "use": {"teacher_pay": 85, "external_pay": 10, "running": 5},
            "waivers": [
                {"category": "农村低保", "rate": 100},
                {"category": "城市低保", "rate": 100},
                {"category": "孤儿", "rate": 100},
                {"category": "残疾", "rate": 50},
            ],
            "refund": "按未参加天数退费，次月10日前退回",
        },
        "priority": ["left_behind", "migrant", "hardship"],
        "duties": [
            {"duty": "统筹", "who": "校长"},
            {"duty": "课程与排班", "who": "教导处"},
            {"duty": "点名与交接", "who": "值守教师"},
            {"duty": "经费", "who": "总务处"},
        ],
        "safety": {
            "roster": "每日值守表",
            "roll_call": True,
            "handover": "家长签字或授权码",
            "emergency": "应急预案2026版",
            "epidemic": "晨午检延伸至课后",
            "insurance": "校方责任险",
        },
        "safeguards": ["值守教师弹性上下班", "校级经费专账"],
        "appraisal": {"scheme": "课后服务绩效考评办法", "period": "term", "basis_of_pay": True},
        "publication": {
            "where": ["校门公示栏", "学校公众号"],
            "fee_shown": True,
            "content_shown": True,
            "channel": {"phone": "0473-0000000", "mailbox": "校长信箱"},
        },
    }


def _blocks(band: str, grades: list[int]) -> list[dict[str, Any]]:
    first: dict[str, Any] = {
        "window": "pm",
        "grades": grades,
        "weekdays": WORKDAYS,
        "start": STARTS,
        "end": TURNS,
        "content": FIRST_HOUR[band],
        "choice": "required",
        "mode": "onsite",
    }
    if band == "low":
        first["written_homework"] = False
    else:
        first["tiers"] = ["foundation", "advanced"]
    menu = {**first, "start": TURNS, "end": ENDS, "content": "menu", "choice": "elective"}
    for key in ("mode", "written_homework", "tiers"):
        menu.pop(key, None)
    return [first, menu]


def _courses(
    rng: Random, bands: list[tuple[str, list[int]]], wanting: Mapping[int, int], leaders: Sequence[Leader]
) -> list[dict[str, Any]]:
    """Enough places on every weekday for every child who wants one (二.3), and all five domains in every band."""
    courses: list[dict[str, Any]] = []
    free = list(leaders)
    rng.shuffle(free)
    for band, grades in bands:
        wanted = sum(wanting.get(grade, 0) for grade in grades)
        names = list(CATALOGUE[band])
        for number, pattern in enumerate(PATTERNS):
            sections = max(2, -(-wanted * SPARE_PERCENT // (100 * CAPACITY)))
            chosen = [names[(number * 3 + i) % len(names)] for i in range(min(4, len(names)))]
            for place, (name, kind, domains) in enumerate(chosen):
                count = sections // len(chosen) + (place < sections % len(chosen))
                if count:
                    courses.append(
                        {
                            "id": f"c{len(courses) + 1:02d}",
                            "name": name,
                            "content": kind,
                            "domains": list(domains),
                            "grades": grades,
                            "window": "pm",
                            "weekdays": list(pattern),
                            "sections": count,
                            "capacity": CAPACITY,
                            "mode": "onsite",
                            "path": ("entry", "advanced", "talent")[place % 3],
                            **_led_by(free, pattern),
                        }
                    )
    return courses


def _led_by(free: list[Leader], pattern: tuple[str, ...]) -> dict[str, str]:
    """The next leader who offered these weekdays; the plan may also leave the leader open."""
    for leader in free:
        if set(pattern) <= set(leader.days):
            free.remove(leader)
            free.append(leader)
            return {"led_by": leader.key}
    return {}
