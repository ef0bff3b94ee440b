"""The district accepts an answer; the problem is closed."""

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.review.models import Finding
from kehou.review.permits import officer_over_finding


@action(allow=[officer_over_finding])
def close_finding(act: Act, *, finding_id: int) -> None:
    """One whose fact is gone may be closed without an answer. Refusals, in order: finding_closed, not_answered."""
    row = lock_row(Finding, finding_id)
    if row.state == "closed":
        raise Refusal("finding_closed", "这个问题已经结案")
    if row.state != "answered" and row.gone_at is None:
        raise Refusal("not_answered", "学校还没有答复，不能结案", satisfied_by="等学校写明查到什么、怎么改，再结案")
    row.state, row.closed_at, row.closed_by_id = "closed", act.at, act.account_id
    row.save(update_fields=["state", "closed_at", "closed_by"])
