"""A year's holidays and make-up days are proposed from the library, or the year is opened to be entered by hand."""

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system
from kehou.org.holidays import known_year
from kehou.org.models import CalendarDay, CalendarYear
from kehou.org.permits import officer_over_district


@action(allow=[system, officer_over_district])
def seed_calendar(act: Act, *, district_id: int, year: int) -> int:
    """Returns how many days are proposed: 0 where the library does not know the year. Nothing counts before it is confirmed.

    Errors: Refusal calendar_confirmed: a confirmed year is changed day by day, never overwritten.
    """
    if CalendarYear.objects.filter(district_id=district_id, year=year).exclude(confirmed_at=None).exists():
        raise Refusal("calendar_confirmed", f"{year}年的校历已经确认，请逐天修改")
    proposals = known_year(year)
    CalendarYear.objects.update_or_create(
        district_id=district_id, year=year, defaults={"seeded_from": "library" if proposals else "hand"}
    )
    if not proposals:
        return 0
    CalendarDay.objects.filter(district_id=district_id, date__year=year).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(district_id=district_id, date=p.date, day=p.day, follows=p.follows, note=p.note) for p in proposals
    )
    return len(proposals)
