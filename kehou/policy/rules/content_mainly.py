"""What the hours are mainly for, by band of grades."""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from kehou.ground.grade import BAND_NAMES, Band, band_of, grades_text
from kehou.ground.problem import Problem
from kehou.policy.facts.codes import kinds_text
from kehou.policy.facts.plan import Block, Plan
from kehou.policy.facts.term import TermFacts
from kehou.policy.facts.timetable import each_weekday, service_kinds
from kehou.policy.parameters import Params
from kehou.policy.rule import rule

# Self-study is main everywhere because 七.4 orders it; interest, club and arts_sports are one thing above grade 2.
MAIN_KINDS: dict[Band, frozenset[str]] = {
    "low": frozenset({"group", "reading", "practice", "handcraft", "self_study"}),
    "upper": frozenset({
        "homework", "reading", "interest", "group", "practice", "self_study", "qa", "handcraft", "club", "arts_sports",
    }),
    "junior": frozenset({
        "homework", "qa", "reading", "club", "practice", "self_study", "personal_qa", "interest", "group",
        "arts_sports",
    }),
    "senior": frozenset({
        "course_tutoring", "arts_sports", "extension", "personal_qa", "mental", "study_methods", "career",
        "innovation", "self_study", "homework", "qa", "club",
    }),
}  # fmt: skip
_NAMED_FIRST: dict[Band, tuple[str, ...]] = {
    "low": ("group", "reading", "practice", "handcraft"),
    "upper": ("homework", "reading", "interest", "group", "practice"),
    "junior": ("homework", "qa", "reading", "club", "practice"),
    "senior": ("course_tutoring", "arts_sports", "extension", "personal_qa", "mental"),
}


@rule("content-mainly", judges="plan")
def content_mainly(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """Less than the main share of a grade's weekly service minutes holds the main kinds of its band.

    One problem a band (variant), as each has its own clause.
    """
    plan = facts.plan
    if plan is None or not plan.blocks:
        return
    short: dict[Band, dict[int, Fraction]] = defaultdict(dict)
    for grade in plan.grades_in_demand:
        share = main_share(plan, grade)
        if share is not None and share * 100 < params.main_share:
            short[band_of(grade)][grade] = share
    for band, shares in short.items():
        lowest = min(shares.values())
        yield Problem(
            where="blocks",
            subject=grades_text(shares),
            evidence={"band": band, "percent": {str(grade): percent_text(share) for grade, share in shares.items()}},
            says=f"{grades_text(shares)}每周的服务时间里，主要内容只占 {percent_text(lowest)}%，不到 {params.main_share}%。",
            satisfied_by=f"{BAND_NAMES[band]}以{kinds_text(_NAMED_FIRST[band])}等为主，占到一半以上（含一半）。",
            variant=band,
        )


def main_share(plan: Plan, grade: int) -> Fraction | None:
    """Share of main kinds in a grade's weekly minutes of service; None where no minute can be counted.

    A block's minutes are split equally among its kinds; a menu block counts as the courses offered that weekday do,
    and is left out where nothing is offered.
    """
    main, minutes = Fraction(0), 0
    shares: dict[tuple[str, str], Fraction | None] = {}  # a menu is the same for every block of its window that day
    for block, weekday in each_weekday(plan.timetable.blocks(grade, service_kinds(grade))):
        key = (block.window, weekday) if block.is_menu else (block.where, "")
        if key not in shares:
            shares[key] = _share(_kinds_on(plan, grade, block, weekday), MAIN_KINDS[band_of(grade)])
        share = shares[key]
        if share is not None:
            main += block.minutes * share
            minutes += block.minutes
    return main / minutes if minutes else None


def _share(kinds: list[str], main: frozenset[str]) -> Fraction | None:
    return Fraction(sum(kind in main for kind in kinds), len(kinds)) if kinds else None


def _kinds_on(plan: Plan, grade: int, block: Block, weekday: str) -> list[str]:
    if block.is_menu:
        return [course.kind for course in plan.timetable.menu(grade, block, weekday)]
    return list(dict.fromkeys(block.kinds))


def percent_text(share: Fraction) -> str:
    """One decimal, rounded down: 49.96 % must not read as the 50 % it misses."""
    return f"{int(share * 1000) / 10:g}"
