"""The district's evaluation counts for the school and for its head."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule

_BASIS = {"principal": "只用于校长", "school": "只用于学校", "": "没有写用于什么"}


@rule("evaluation-not-used", judges="records", needs=("evaluation",))
def evaluation_not_used(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """This term's evaluation has a basis other than both. Another term's, and none yet, are silent."""
    term = facts.term
    for row in facts.evaluation or ():
        if term is not None and row.term == term.id and row.basis != "both":
            yield Problem(
                where=row.source,
                subject=row.term,
                evidence={"term": row.term, "basis": row.basis},
                says=f"本学期的课后服务评估{_BASIS[row.basis]}。",
                satisfied_by="评估结果同时作为评价学校和校长的依据。",
            )
