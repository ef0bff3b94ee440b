"""One adult's mark."""

from kehou.fund.models import Appraisal
from kehou.fund.permits import at_appraisal
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row


@action(allow=[at_appraisal("coordinator", "principal")])
def score_appraisal(act: Act, *, appraisal_id: int, score: int, remark: str = "") -> int:
    """score: 0–100. Refusals, in order: appraisal_closed, score_out_of_range."""
    row = lock_row(Appraisal, appraisal_id)
    if row.closed_on is not None:
        raise Refusal(
            "appraisal_closed", "考评已经结束，不能再改分", clause="八.4d", satisfied_by="有异议的写在补助异议里"
        )
    if not 0 <= score <= 100:
        raise Refusal("score_out_of_range", "请填 0 到 100", fields={"score": "请填 0 到 100"})
    row.score, row.remark = score, remark.strip()[:200]
    row.save(update_fields=["score", "remark"])
    return row.pk
