"""Many families on one telephone."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("same-device", judges="records", needs=("consents",))
def same_device(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """One device gave `join` for more pupils than any family has. What staff typed in does not count."""
    pupils: dict[str, set[str]] = {}
    for act in facts.consents or ():
        if act.device and act.act == "join" and act.by != "staff":
            pupils.setdefault(act.device, set()).add(act.student)
    for device, joined in pupils.items():
        if len(joined) >= params.same_device:
            yield Problem(
                where="consents.csv",
                evidence={"device": device, "pupils": sorted(joined)},
                says=f"同一部手机给 {len(joined)} 名学生报了名。",
                satisfied_by="逐户向家长核实是不是本人报名；代录的由家长确认。",
            )
