"""The school, or the district for it, answers a complaint."""

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.kernel.outbox import tell
from kehou.review.models import Complaint
from kehou.review.permits import office_of_complaint, officer_over_complaint


@action(allow=[office_of_complaint, officer_over_complaint])
def answer_complaint(act: Act, *, complaint_id: int, answer: str, upheld: bool | None) -> None:
    """upheld: whether it proved right; then it becomes a finding under the clause it is about.

    Refusals, in order: complaint_answered, answer_missing, upheld_missing.
    """
    row = lock_row(Complaint, complaint_id)
    if row.state == "answered":
        raise Refusal("complaint_answered", "这件投诉已经答复，答复不能再改")
    if len(answer.strip()) < 4:
        raise Refusal("answer_missing", "写一写查到什么、怎么办", fields={"answer": "查到什么、怎么办"})
    if upheld is None:
        raise Refusal("upheld_missing", "选一选属实还是不属实", fields={"upheld": "选一个"})
    row.answer, row.upheld, row.state = answer.strip(), upheld, "answered"
    row.answered_at, row.answered_by_id = act.at, act.account_id
    row.save(update_fields=["answer", "upheld", "state", "answered_at", "answered_by"])
    if row.account_id:
        tell(
            act,
            [row.account_id],
            kind="complaint_answered",
            title="您反映的事有了答复",
            body="点开看学校怎么说。",
            school_id=row.school_id,
            once=f"complaint_answered:{row.pk}",
        )
