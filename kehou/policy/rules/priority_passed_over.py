"""Left-behind children and migrant workers' children come first."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.held import students_by_id
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("priority-passed-over", judges="records", needs=("students", "seats"))
def priority_passed_over(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A pupil with priority and without any seat was refused where one without it got in at the same or a later rank.

    A first choice before somebody's second is no passing over.
    """
    first = {s.student for s in students_by_id(facts).values() if s.left_behind or s.migrant}
    seated = {row.student for row in facts.seats or () if row.result == "seat"}
    latest_rank: dict[str, int] = {}
    for row in facts.seats or ():
        if row.result == "seat" and row.rank is not None and row.student not in first:
            latest_rank[row.section] = max(row.rank, latest_rank.get(row.section, row.rank))
    for row in facts.seats or ():
        if row.result == "seat" or row.student not in first or row.student in seated or row.rank is None:
            continue
        other = latest_rank.get(row.section)
        if other is not None and other >= row.rank:
            yield Problem(
                where=row.source,
                evidence={"student": row.student, "section": row.section, "rank": row.rank, "seated_rank": other},
                says=f"一名应优先的学生（留守或随迁）第 {row.rank} 志愿没有录取，"
                f"同一个班却录取了没有优先的学生的第 {other} 志愿。",
                satisfied_by="按优先顺序重新录取，先安排留守和随迁子女。",
            )
