"""A plan says when, what, by whom, who does which part, and what secures it."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule

_PARTS = {
    "windows": ("服务时间", "写明每个服务时段的年级、日子和起止时间"),
    "blocks": ("服务内容", "写明每个时段里各年级做什么"),
    "enrolled": ("服务组织（在校人数）", "填写各年级在校人数"),
    "staff": ("服务组织（师资）", "列出参与课后服务的人员"),
    "duties": ("分工要求", "写明统筹、点名、交接、经费各由谁负责"),
    "safeguards": ("保障措施", "写明至少一项保障措施"),
    "fees": ("保障措施（收费与经费）", "写明是否收费、经费从哪里来、用到哪里"),
}


@rule("plan-part-missing", judges="plan")
def plan_part_missing(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """One of the parts that the policy names is missing or empty."""
    plan = facts.plan
    if plan is None:
        return
    for part, (name, remedy) in _PARTS.items():
        if part not in plan.parts:
            yield Problem(
                where=part,
                subject=name,
                evidence={"part": part},
                says=f"方案里没有写{name}。",
                satisfied_by=f"{remedy}。",
            )
