"""One date of the school calendar: a holiday, a make-up day with the weekday it follows, or an ordinary day again."""

from datetime import date

from kehou.ground.refusal import Refusal
from kehou.ground.school_day import WORKDAYS
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system
from kehou.org.models import CalendarDay, CalendarYear
from kehou.org.permits import officer_over_district


@action(allow=[system, officer_over_district])
def set_calendar_day(act: Act, *, district_id: int, date: date, day: str, follows: str = "", note: str = "") -> None:
    """day: off | workday | plain (remove the entry). A change asks for a new confirmation of the year.

    Errors: Refusal unknown_day; Refusal no_weekday: a make-up day names the weekday whose timetable it runs (六.1).
    """
    if day not in ("off", "workday", "plain"):
        raise Refusal("unknown_day", "请选放假、上课或照常")
    if day == "workday" and follows not in WORKDAYS:
        raise Refusal("no_weekday", "调休上课要选按周几的课表", clause="六.1", fields={"follows": "选周一到周五"})
    if day == "plain":
        CalendarDay.objects.filter(district_id=district_id, date=date).delete()
    else:
        CalendarDay.objects.update_or_create(
            district_id=district_id,
            date=date,
            defaults={"day": day, "follows": follows if day == "workday" else "", "note": note.strip()},
        )
    CalendarYear.objects.update_or_create(
        district_id=district_id,
        year=date.year,
        defaults={"confirmed_at": None, "confirmed_by": None},
        create_defaults={"seeded_from": "hand"},
    )
