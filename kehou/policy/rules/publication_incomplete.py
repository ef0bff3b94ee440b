"""Content, fee and a way to complain are public."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("publication-incomplete", judges="plan")
def publication_incomplete(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """No date, no place, content or fee not shown, or no channel. A free service need not show a fee."""
    plan = facts.plan
    if plan is None:
        return
    shown = plan.publication
    fee_taken = plan.fees is not None and plan.fees.taken
    missing = {
        "published": ("公示日期", shown is None or shown.published is None),
        "where": ("公示地点", shown is None or not shown.places),
        "content_shown": ("服务内容", shown is None or not shown.content_shown),
        "fee_shown": ("收费标准", fee_taken and (shown is None or not shown.fee_shown)),
        "channel": ("监督渠道", shown is None or not shown.channel),
    }
    lacking = {key: name for key, (name, absent) in missing.items() if absent}
    if lacking:
        names = "、".join(lacking.values())
        yield Problem(
            where="publication",
            subject=names,
            evidence={"missing": list(lacking)},
            says="没有写公示安排。" if shown is None else f"公示缺少{names}。",
            satisfied_by=f"补上{names}，让家长都看得到。",
        )
