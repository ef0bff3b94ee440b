"""Every child who asked gets a place, or is told why not."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.records import SeatResult
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("unplaced-no-reason", judges="records", needs=("seats",))
def unplaced_no_reason(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A pupil who asked, has no seat anywhere, and no reason in any line."""
    results: dict[str, list[SeatResult]] = {}
    for row in facts.seats or ():
        results.setdefault(row.student, []).append(row)
    for student, rows in results.items():
        if not any(row.result == "seat" or row.reason for row in rows):
            yield Problem(
                where="seats.csv",
                evidence={"student": student, "rows": [row.source for row in rows]},
                says=f"一名学生报了 {len(rows)} 个志愿，都没有录取，也没有写原因。",
                satisfied_by="写明没有录取的原因，并给出候补或其他安排。",
            )
