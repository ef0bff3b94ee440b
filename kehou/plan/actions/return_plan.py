"""The district sends a plan back, with a reason at every field it is about."""

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import tell
from kehou.kernel.secrets import opaque_id
from kehou.people.permits import over_school
from kehou.people.queries import accounts_with_role
from kehou.plan.filings import lock_pending
from kehou.plan.parts import BY_NAME, part_of


@action(allow=[over_school("school_id")])
def return_plan(act: Act, *, school_id: int, filing_id: int, reasons: list[dict[str, str]]) -> None:
    """reasons: [{"path": "windows[0].end", "says": …}]; a path may be a whole part's key ("fees").

    Errors: Refusal where the filing is answered already, or no reason is given.
    """
    filing, version = lock_pending(school_id, filing_id)
    given = [{"path": r["path"], "says": r["says"].strip()[:300]} for r in reasons if r.get("says", "").strip()]
    if not given:
        raise Refusal(
            "no_reason",
            "退回要写明哪里要改",
            clause="八.1",
            satisfied_by="在要改的那一部分写一句：是什么问题，改成什么样",
        )
    filing.state = "returned"
    filing.decided_at = act.at
    filing.decided_by_id = act.account_id
    filing.reasons = given
    filing.save()
    version.state = "returned"
    version.changed_at = act.at
    version.save()
    labels = dict.fromkeys(BY_NAME[part_of(reason["path"])].label for reason in given)
    tell(
        act,
        accounts_with_role(school_id, ["coordinator", "principal"], act.at),
        kind="plan_returned",
        title=f"实施方案第{version.number}版退回来了",
        body=f"要改：{'、'.join(labels)}。区里的话写在对应的地方。",
        link=f"/school/{opaque_id('school', school_id)}/plan/",
        school_id=school_id,
        once=f"returned:{filing.pk}",
    )
