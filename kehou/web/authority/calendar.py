"""A district's terms, office hours and school calendar: proposed by a library, confirmed by a person (六.1)."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kehou.ground.refusal import Refusal
from kehou.ground.school_day import WEEKDAY_NAMES, WORKDAYS
from kehou.org import queries as org
from kehou.org.actions.add_term import add_term
from kehou.org.actions.confirm_calendar import confirm_calendar
from kehou.org.actions.seed_calendar import seed_calendar
from kehou.org.actions.set_calendar_day import set_calendar_day
from kehou.org.actions.set_office_hours import set_office_hours
from kehou.people import queries as people
from kehou.people.permits import over_district
from kehou.policy.facts import records
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields

_DATE = {"required": _("请填日期"), "invalid": _("这个日期读不懂，请照 2026-08-31 的样子填")}


def _date(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), error_messages=_DATE)


class TermForm(forms.Form):
    first_day = _date(_("第一天"))  # type: ignore[arg-type]
    last_day = _date(_("最后一天"))  # type: ignore[arg-type]


class HoursForm(forms.Form):
    from_date = _date(_("从哪天起"))  # type: ignore[arg-type]
    closes = forms.TimeField(
        label=_("机关几点下班"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": _("请填几点"), "invalid": _("这个时间读不懂，请照 17:30 的样子填")},
    )


class DayForm(forms.Form):
    day = forms.ChoiceField(
        label=_("这一天"),
        choices=(("off", _("放假")), ("workday", _("调休上课")), ("plain", _("照常"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一项")},
    )
    follows = forms.ChoiceField(
        label=_("调休上课，按周几的课表"),
        required=False,
        choices=(("", _("选周几")), *((day, WEEKDAY_NAMES[day]) for day in WORKDAYS)),
    )
    note = forms.CharField(label=_("说明"), required=False, max_length=40, help_text=_("例如 国庆节"))


@dataclass(frozen=True, slots=True)
class _Cell:
    """A date of the month grid. word: 休, 班; kind: off | work | lesson | weekend | blank."""

    date: date
    kind: str
    word: str
    says: str


@screen(allow=[over_district()])
def calendar(request: ActRequest, district_id: int) -> HttpResponse:
    return _page(request, district_id)


def _page(
    request: ActRequest,
    district_id: int,
    *,
    term: TermForm | None = None,
    hours: HoursForm | None = None,
    day: DayForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    year = _year(request)
    rows = {row.date: row for row in org.calendar_rows(district_id) if row.date.year == year}
    chosen = _day(request)
    found = rows.get(chosen) if chosen else None
    known = org.calendar_year(district_id, year)
    initial = {"day": found.day, "follows": found.follows, "note": found.note} if found else {"day": "plain"}
    confirmer = people.account_names([known.confirmed_by]) if known and known.confirmed_by else {}
    context: dict[str, object] = {
        "district_id": district_id,
        "district": org.district_name(district_id),
        "year": year,
        "years": (year - 1, year, year + 1),
        "known": known,
        "confirmer": next(iter(confirmer.values()), ""),
        "months": [(month, _weeks(year, month, rows)) for month in range(1, 13)],
        "weekdays": [name.removeprefix("周") for name in WEEKDAY_NAMES.values()],
        "entries": [(row, WEEKDAY_NAMES.get(row.follows, "")) for row in sorted(rows.values(), key=lambda r: r.date)],
        "chosen": chosen,
        "terms": org.terms_of(district_id)[:6],
        "hours_rows": org.office_hours_rows(district_id)[-6:],
        "term_form": term or TermForm(),
        "hours_form": hours or HoursForm(),
        "day_form": day or DayForm(initial=initial),
        "form": next((form for form in (term, hours, day) if form is not None), None),
    }
    return form_page(request, "authority/calendar.html", context, refusal=refusal)


def _year(request: ActRequest) -> int:
    chosen = _day(request)
    asked = request.GET.get("year", "")
    if chosen:
        return chosen.year
    return int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else request.act.today.year


def _day(request: ActRequest) -> date | None:
    try:
        return datetime.strptime(request.GET.get("day", ""), "%Y-%m-%d").date()
    except ValueError:
        return None


def _weeks(year: int, month: int, rows: dict[date, records.CalendarDay]) -> list[list[_Cell]]:
    return [[_cell(day, month, rows) for day in week] for week in Calendar().monthdatescalendar(year, month)]


def _cell(day: date, month: int, rows: dict[date, records.CalendarDay]) -> _Cell:
    row = rows.get(day)
    if day.month != month:
        return _Cell(day, "blank", "", "")
    if row and row.day == "workday":
        says = _t("调休上课，按%(day)s的课表") % {"day": WEEKDAY_NAMES.get(row.follows, "")}
        return _Cell(day, "work", _t("班"), says)
    if row:
        return _Cell(day, "off", _t("休"), row.note or _t("放假"))
    return _Cell(day, "weekend" if day.weekday() > 4 else "lesson", "", _t("周末") if day.weekday() > 4 else "")


def _back(district_id: int, year: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("authority:calendar", args=[district_id]) + f"?year={year}", status=303)


@require_POST
@screen(allow=[over_district()])
def term_add(request: ActRequest, district_id: int) -> HttpResponse:
    form = TermForm(request.POST)
    if not form.is_valid():
        return _page(request, district_id, term=form)
    try:
        add_term(request.act, district_id=district_id, **form.cleaned_data)
    except Refusal as refused:
        show_beside_fields(form, refused)
        return _page(request, district_id, term=form, refusal=refused)
    messages.success(request, _t("学期已设好"))
    return _back(district_id, form.cleaned_data["first_day"].year)


@require_POST
@screen(allow=[over_district()])
def hours_set(request: ActRequest, district_id: int) -> HttpResponse:
    form = HoursForm(request.POST)
    if not form.is_valid():
        return _page(request, district_id, hours=form)
    set_office_hours(request.act, district_id=district_id, **form.cleaned_data)
    messages.success(request, _t("下班时间已记下"))
    return _back(district_id, form.cleaned_data["from_date"].year)


@require_POST
@screen(allow=[over_district()])
def calendar_seed(request: ActRequest, district_id: int) -> HttpResponse:
    """The year as the library knows it; where it does not, the year stays open to be entered by hand."""
    year = _year(request)
    found = seed_calendar(request.act, district_id=district_id, year=year)
    if found:
        messages.success(request, _t("填入 %(n)s 天，请逐条核对后确认") % {"n": found})
    else:
        messages.warning(request, _t("国务院还没有公布 %(year)s 年的安排，请在日历上逐天填") % {"year": year})
    return _back(district_id, year)


@require_POST
@screen(allow=[over_district()])
def calendar_day(request: ActRequest, district_id: int) -> HttpResponse:
    chosen = _day(request)
    form = DayForm(request.POST)
    if chosen is None or not form.is_valid():
        return _page(request, district_id, day=form)
    try:
        set_calendar_day(request.act, district_id=district_id, date=chosen, **form.cleaned_data)
    except Refusal as refused:
        show_beside_fields(form, refused)
        return _page(request, district_id, day=form, refusal=refused)
    messages.success(request, _t("已改，整年看完再确认一次"))
    return _back(district_id, chosen.year)


@require_POST
@screen(allow=[over_district()])
def calendar_confirm(request: ActRequest, district_id: int) -> HttpResponse:
    year = _year(request)
    try:
        confirm_calendar(request.act, district_id=district_id, year=year)
    except Refusal as refused:
        if refused.code == "not_yours":
            raise
        return _page(request, district_id, refusal=refused)
    messages.success(request, _t("%(year)s 年校历已确认") % {"year": year})
    return _back(district_id, year)


urlpatterns = [
    path("<district:district_id>/calendar/", calendar, name="calendar"),
    path("<district:district_id>/calendar/terms/", term_add, name="term_add"),
    path("<district:district_id>/calendar/hours/", hours_set, name="hours_set"),
    path("<district:district_id>/calendar/seed/", calendar_seed, name="calendar_seed"),
    path("<district:district_id>/calendar/day/", calendar_day, name="calendar_day"),
    path("<district:district_id>/calendar/confirm/", calendar_confirm, name="calendar_confirm"),
]
