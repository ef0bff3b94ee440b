"""From when on a district may set a figure of the policy: ahead of the day, and ahead of every plan that was handed on."""

from datetime import date

from kehou.ground.refusal import Refusal
from kehou.ground.school_day import date_text
from kehou.plan.models import PlanVersion


def demand_ahead(district_id: int, from_date: date, today: date) -> None:
    """No term begun, and no plan a committee or the district has in hand, is judged by a figure that came after it. SQL: 1.

    Errors, in this order: not_ahead; plans_in_hand.
    """
    if from_date <= today:
        raise Refusal(
            "not_ahead", "只能从以后的日子起，已经开始的学期按原来的标准", fields={"from_date": "请填明天以后的日期"}
        )
    plans = PlanVersion.objects.filter(district_id=district_id, term__first_day__gte=from_date).exclude(state="draft")
    first = plans.order_by("term__first_day").select_related("term").first()
    if first is not None:
        says = f"{date_text(first.term.first_day)}开始的学期，已经有学校的方案送审或备案"
        raise Refusal(
            "plans_in_hand", says, satisfied_by="从再下一个学期起，送审过的方案不受影响",
            fields={"from_date": f"请填{date_text(first.term.first_day)}以后的日期"},
        )  # fmt: skip
