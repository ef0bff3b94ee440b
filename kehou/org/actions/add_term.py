"""A district sets a term's first and last day."""

from datetime import date

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system
from kehou.org.models import Term
from kehou.org.permits import officer_over_district


@action(allow=[system, officer_over_district])
def add_term(act: Act, *, district_id: int, first_day: date, last_day: date) -> int:
    """The key and the name follow from the first day: July–December is autumn.

    Errors, in this order: backwards, overlaps, exists.
    """
    if last_day <= first_day:
        raise Refusal("backwards", "最后一天要在第一天之后", fields={"last_day": "要在第一天之后"})
    if Term.objects.filter(district_id=district_id, first_day__lte=last_day, last_day__gte=first_day).exists():
        raise Refusal("overlaps", "这段时间已经有一个学期", fields={"first_day": "和已有的学期重叠"})
    season, word = ("autumn", "秋季") if first_day.month >= 7 else ("spring", "春季")
    key = f"{first_day.year}-{season}"
    if Term.objects.filter(district_id=district_id, key=key).exists():
        raise Refusal("exists", f"{first_day.year}年{word}学期已经有了", fields={"first_day": "这个学期已经有了"})
    return Term.objects.create(
        district_id=district_id, key=key, name=f"{first_day.year}年{word}学期", first_day=first_day, last_day=last_day
    ).pk
