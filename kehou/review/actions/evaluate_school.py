"""The district evaluates a school's term."""

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org.rows import scope
from kehou.review.models import Evaluation
from kehou.review.permits import officer


@action(allow=[officer])
def evaluate_school(act: Act, *, school_id: int, term_id: int, score: int, basis: str = "both") -> int:
    """score 0–100. basis: both | school | principal, for whom the result counts. A second decision replaces the first.

    Refusals, in order: bad_score, bad_basis. Source: wuhai-2021-92 八.2b.
    """
    if not 0 <= score <= 100:
        raise Refusal("bad_score", "评分是 0 到 100 的整数", fields={"score": "0 到 100"})
    if basis not in ("both", "school", "principal"):
        raise Refusal("bad_basis", "选一选结果用于谁", fields={"basis": "选一个"})
    row, _ = Evaluation.objects.update_or_create(
        school_id=school_id,
        term_id=term_id,
        defaults={
            **scope(school_id), "score": score, "basis": basis, "decided_on": act.today, "decided_by_id": act.account_id,
        },
    )  # fmt: skip
    return row.pk
