"""What is charged and where the money comes from agree."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("fee-source-mismatch", judges="plan")
def fee_source_mismatch(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """No source; a fee without a source or an amount for it; or a free service with an amount."""
    fees = facts.plan.fees if facts.plan else None
    if fees is None:
        return
    faults = []
    if not fees.sources:
        faults.append(("no_sources", "没有写经费来源", "写明经费来源"))
    if fees.taken and not {"service_fee", "on_behalf"} & set(fees.sources):
        faults.append(("no_fee_source", "收费，来源里却没有服务性收费或代收费", "在来源里加上服务性收费或代收费"))
    if fees.taken and not fees.charged_stages:
        faults.append(("no_standard", "收费，却没有收费标准", "写明每个学段的收费标准"))
    if not fees.taken and fees.charged_stages:
        faults.append(("free_with_standard", "写的是不收费，却有收费标准", "写明按什么计费，或去掉收费标准"))
    if faults:
        yield Problem(
            where="fees",
            evidence={"failed": [code for code, _, _ in faults], "basis": fees.basis, "sources": list(fees.sources)},
            says="；".join(says for _, says, _ in faults) + "。",
            satisfied_by="；".join(remedy for _, _, remedy in faults) + "。",
        )
