"""What an hour is paid, from a day on."""

from datetime import date

from kehou.fund.actions.posting import lock_book
from kehou.fund.models import PaidDuty, PayRate
from kehou.fund.permits import MAKER
from kehou.ground.refusal import Refusal
from kehou.ground.school_day import date_text
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org.rows import scope
from kehou.people.permits import at_school
from kehou.policy.facts.codes import ROLES


@action(allow=[at_school(MAKER, "coordinator", "principal")])
def set_rate(act: Act, *, school_id: int, role: str, fen_per_hour: int, from_date: date) -> int:
    """A rate for a kind of adult. Days that were paid keep theirs.

    Refusals, in order: unknown_role, rate_not_positive, paid_already.
    """
    if role not in ROLES:
        raise Refusal("unknown_role", "请选哪类人员", fields={"role": "请选哪类人员"})
    if fen_per_hour <= 0:
        raise Refusal("rate_not_positive", "金额要大于 0", fields={"amount": "金额要大于 0"})
    lock_book(school_id)
    paid = (
        PaidDuty.objects.filter(school_id=school_id, line__staff__role=role, date__gte=from_date)
        .order_by("-date")
        .first()
    )
    if paid is not None:
        says = f"{date_text(paid.date)}的补助已经按原来的标准发放或在办，请选这天以后的日期"
        raise Refusal("paid_already", says, fields={"from_date": says})
    row, _ = PayRate.objects.update_or_create(
        school_id=school_id, role=role, from_date=from_date, defaults={**scope(school_id), "fen_per_hour": fen_per_hour}
    )
    return row.pk
