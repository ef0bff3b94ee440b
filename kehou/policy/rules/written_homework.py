"""No written homework for the two lowest grades."""

from collections.abc import Iterator

from kehou.ground.grade import band_of, grades_text
from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("written-homework", judges="plan")
def written_homework(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A block with grade 1 or 2 plans written homework; the kind `homework` alone may be spoken tasks."""
    for block in facts.plan.blocks if facts.plan else ():
        grades = {grade for grade in block.grades if band_of(grade) == "low"}
        if block.written_homework and grades:
            yield Problem(
                where=block.where,
                subject=grades_text(grades),
                evidence={"grades": sorted(grades)},
                says=f"{grades_text(grades)}的这个环节写了书面作业。",
                satisfied_by=f"{grades_text(grades)}不布置书面作业，改为口头或动手的内容。",
            )
