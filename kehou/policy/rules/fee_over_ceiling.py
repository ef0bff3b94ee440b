"""No pupil pays more in a term than the region allows."""

from collections.abc import Iterator, Mapping

from kehou.ground.fen import yuan_from_fen
from kehou.ground.grade import STAGE_NAMES
from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("fee-over-ceiling", judges="plan")
def fee_over_ceiling(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """A stage's cap of the term, or its standard where that is for the term, is above the ceiling."""
    fees = facts.plan.fees if facts.plan else None
    if fees is None:
        return
    yield from above_ceiling("fees.term_cap", "学期上限", fees.term_cap, params.fee_ceiling)
    if fees.basis == "term":
        yield from above_ceiling("fees.standard", "每学期收费", fees.standard, params.fee_ceiling)


def above_ceiling(where: str, name: str, amounts: Mapping[str, int], ceilings: Mapping[str, int]) -> Iterator[Problem]:
    """A problem for each stage whose amount is above the region's ceiling; equal is fine. Amounts in fen."""
    for stage, amount in amounts.items():
        ceiling = ceilings[stage]
        if amount > ceiling:
            yield Problem(
                where=f"{where}.{stage}",
                subject=STAGE_NAMES[stage],
                evidence={"stage": stage, "amount": yuan_from_fen(amount), "ceiling": yuan_from_fen(ceiling)},
                says=f"{STAGE_NAMES[stage]}{name} ¥{yuan_from_fen(amount)}，规定每生每学期不超过 ¥{yuan_from_fen(ceiling)}。",
                satisfied_by=f"{STAGE_NAMES[stage]}{name}改到 ¥{yuan_from_fen(ceiling)} 或更低。",
            )
