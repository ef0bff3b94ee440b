"""The school says what it found and what it does about a problem."""

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.kernel.outbox import tell
from kehou.people.queries import officers
from kehou.review.models import Finding
from kehou.review.permits import office_of_finding


@action(allow=[office_of_finding])
def answer_finding(act: Act, *, finding_id: int, answer: str) -> None:
    """answer: what was found and what is done. Refusals, in order: finding_closed, answer_missing."""
    row = lock_row(Finding, finding_id)
    if row.state == "closed":
        raise Refusal("finding_closed", "区里已经结案，不用再答复")
    if len(answer.strip()) < 4:
        raise Refusal("answer_missing", "写一写查到什么、怎么改", fields={"answer": "查到什么、怎么改、什么时候改好"})
    row.answer, row.answered_at, row.answered_by_id, row.state = answer.strip(), act.at, act.account_id, "answered"
    row.save(update_fields=["answer", "answered_at", "answered_by", "state"])
    tell(
        act,
        officers(row.district_id, act.at),
        kind="finding_answered",
        title="一个问题有了答复，请复核",
        body=row.says[:200],
        school_id=row.school_id,
        once=f"answered:{row.pk}:{act.at:%Y%m%d%H%M}",
    )
