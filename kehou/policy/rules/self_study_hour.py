"""About an hour a day of study, homework and reading of one's own."""

from collections.abc import Iterator

from kehou.ground.grade import is_compulsory
from kehou.ground.minute import minutes_covered
from kehou.ground.problem import Problem
from kehou.ground.school_day import WEEKDAYS, WORKDAYS, grade_days_text
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule

_OWN_STUDY = frozenset({"self_study", "homework", "reading"})


@rule("self-study-hour", judges="plan")
def self_study_hour(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """On some school day a grade in demand has blocks, but those for study of its own last too short together.

    Compulsory: after_class; senior: after_class and evening, Monday to Friday. A block with one of the kinds counts in
    full, blocks side by side count once, and a menu counts for nothing: a child could choose its way around the hour.
    """
    plan = facts.plan
    if plan is None or not plan.windows or not plan.blocks:
        return
    short: dict[tuple[int, str], int] = {}
    for pattern in facts.day_patterns:
        for grade in plan.grades_in_demand:
            if not is_compulsory(grade) and pattern.weekday not in WORKDAYS:
                continue
            kinds = ("after_class",) if is_compulsory(grade) else ("after_class", "evening")
            blocks = pattern.blocks(plan.timetable, grade, kinds)
            minutes = minutes_covered(block.span for block in blocks if not _OWN_STUDY.isdisjoint(block.kinds))
            if blocks and minutes < params.self_study_min:
                key = (grade, pattern.weekday)
                short[key] = min(minutes, short.get(key, minutes))
    if short:
        least = min(short.values())
        found = f"只有 {least} 分钟" if least else "没有时间"
        yield Problem(
            where="blocks",
            subject=grade_days_text(short),
            evidence={
                "short": [
                    {"grade": grade, "weekday": weekday, "minutes": short[grade, weekday]}
                    for grade, weekday in sorted(short, key=lambda on: (on[0], WEEKDAYS.index(on[1])))
                ]
            },
            says=f"{grade_days_text(short)}{found}用于自主学习、作业和阅读，应为 1 小时左右。",
            satisfied_by=f"每天安排至少 {params.self_study_min} 分钟自主学习、作业辅导或课外阅读（菜单里的课不算）。",
        )
