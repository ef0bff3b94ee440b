"""Service time that nobody has filled."""

from collections.abc import Iterator

from kehou.ground.minute import longest_gap
from kehou.ground.problem import Problem
from kehou.ground.school_day import WEEKDAYS, grade_days_text
from kehou.policy.facts.plan import Plan, Window
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("window-without-content", judges="plan")
def window_without_content(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """A grade in demand has too long a stretch of an after_class window without a block, or no block in it at all."""
    plan = facts.plan
    if plan is None or not plan.windows or not plan.blocks:
        return
    gaps: list[tuple[int, str, int]] = []
    for window in plan.windows:
        if window.kind == "after_class":
            for grade in plan.grades_in_demand:
                if grade in window.grades:
                    gaps += _gaps(plan, window, grade, params.block_gap)
    if gaps:
        when = grade_days_text((grade, weekday) for grade, weekday, _ in gaps)
        longest = max(minutes for _, _, minutes in gaps)
        yield Problem(
            where="blocks",
            subject=when,
            evidence={"gaps": [{"grade": g, "weekday": w, "minutes": m} for g, w, m in sorted(gaps, key=_in_the_week)]},
            says=f"{when}的课后时段里，最长有 {longest} 分钟没有安排内容。",
            satisfied_by=f"给空着的时间加上环节，两段之间最多空 {params.block_gap} 分钟。",
        )


def _in_the_week(gap: tuple[int, str, int]) -> tuple[int, int]:
    grade, weekday, _minutes = gap
    return grade, WEEKDAYS.index(weekday)


def _gaps(plan: Plan, window: Window, grade: int, allowed: int) -> Iterator[tuple[int, str, int]]:
    """(grade, weekday, minutes) of each weekday with a stretch that is too long."""
    blocks = [b for b in plan.timetable.blocks(grade) if _stands_in(plan, b.window, window)]
    of_window = any(block.window == window.id for block in blocks)
    for weekday in WEEKDAYS:
        if weekday in window.weekdays:
            gap = longest_gap(window.span, (block.span for block in blocks if weekday in block.weekdays))
            if gap > allowed or (not of_window and gap > 0):
                yield grade, weekday, gap


def _stands_in(plan: Plan, window_id: str, window: Window) -> bool:
    """A block of this window, or of another after_class window whose season contains this one's."""
    other = plan.timetable.windows.get(window_id)
    if other is None or other.kind != "after_class":
        return False
    first, last = window.first or plan.term.first_day, window.last or plan.term.last_day
    return other.id == window.id or (other.runs_on(first) and other.runs_on(last))
