"""A named person confirms a year of the school calendar."""

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org.models import CalendarDay, CalendarYear
from kehou.org.permits import officer_over_district


@action(allow=[officer_over_district])
def confirm_calendar(act: Act, *, district_id: int, year: int) -> None:
    """Errors: Refusal nothing_entered: a year without a single holiday is not a calendar."""
    if not CalendarDay.objects.filter(district_id=district_id, date__year=year).exists():
        raise Refusal("nothing_entered", f"{year}年还没有放假和调休的日期，先填再确认")
    CalendarYear.objects.update_or_create(
        district_id=district_id,
        year=year,
        defaults={"confirmed_at": act.at, "confirmed_by": act.account_id},
        create_defaults={"seeded_from": "hand", "confirmed_at": act.at, "confirmed_by": act.account_id},
    )
