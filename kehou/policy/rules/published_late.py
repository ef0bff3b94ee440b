"""Families know content, fees and channel before they join."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.held import held_sessions
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


def _is_published(facts: TermFacts) -> bool:
    plan = facts.plan
    return plan is not None and plan.publication is not None and plan.publication.published is not None


@rule("published-late", judges="records", needs=("sessions",), applies=_is_published)
def published_late(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """Published after the first `join` or the first held session, whichever was earlier. The same day is fine."""
    published = facts.plan.publication.published if facts.plan and facts.plan.publication else None
    joins = [(act.at.date(), "家长报名") for act in facts.consents or () if act.act == "join"]
    held = [(session.date, "开课") for session in held_sessions(facts)]
    first, what = min([*joins, *held], default=(None, ""))
    if published is not None and first is not None and published > first:
        yield Problem(
            where="publication.published",
            subject=date_text(published),
            evidence={"published": published.isoformat(), "first": first.isoformat()},
            says=f"{date_text(published)}才公示，{date_text(first)}已经开始{what}。",
            satisfied_by="先公示内容、收费和监督渠道，再开始报名和上课。",
        )
