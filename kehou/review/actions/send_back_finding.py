"""The district does not accept an answer, and says why."""

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.kernel.outbox import tell
from kehou.people.queries import accounts_with_role
from kehou.review.deadlines import FINDING_DAYS, due_after
from kehou.review.models import Finding
from kehou.review.permits import OFFICE, officer_over_finding


@action(allow=[officer_over_finding])
def send_back_finding(act: Act, *, finding_id: int, reason: str) -> None:
    """The school has the full time again. Refusals, in order: not_answered, reason_missing."""
    row = lock_row(Finding, finding_id)
    if row.state != "answered":
        raise Refusal("not_answered", "没有等复核的答复，不用退回")
    if not reason.strip():
        raise Refusal("reason_missing", "退回要写明还差什么", fields={"reason": "写一句还差什么"})
    row.state, row.sent_back, row.sent_back_at = "open", reason.strip()[:300], act.at
    row.due_on = due_after(row.district_id, act.today, FINDING_DAYS)
    row.save(update_fields=["state", "sent_back", "sent_back_at", "due_on"])
    tell(
        act,
        accounts_with_role(row.school_id, OFFICE, act.at),
        kind="finding_sent_back",
        title="一个问题的答复退回来了",
        body=f"区里说：{row.sent_back}",
        school_id=row.school_id,
        once=f"sent_back:{row.pk}:{act.at:%Y%m%d%H%M}",
    )
