"""What other rooms and pages ask of the city's skeleton."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Max, Q

from kehou.ground.school_day import CalendarChange, school_day, school_days
from kehou.org.models import CalendarDay, CalendarYear, Campus, District, OfficeHours, School, Term
from kehou.policy.facts import records

STAGE_GRADES = {"primary": range(1, 7), "junior": range(7, 10), "senior": range(10, 13)}


@dataclass(frozen=True, slots=True)
class TermInfo:
    id: int
    key: str
    name: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class CampusInfo:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class SchoolInfo:
    id: int
    code: str
    name: str
    district_id: int
    district_code: str
    district_name: str
    stages: tuple[str, ...]
    grades: tuple[int, ...]
    ownership: str
    boarding: str
    campuses: tuple[CampusInfo, ...] = ()


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """A district's holidays and make-up days by date; asking costs no statement."""

    changes: dict[date, CalendarChange]

    def timetable_weekday(self, day: date) -> str | None:
        """ "mon" … "sun": whose timetable the date runs; None: no school."""
        found = school_day(day, self.changes)
        return found.weekday if found else None

    def school_days(self, first: date, last: date) -> list[date]:
        return [day.date for day in school_days(first, last, self.changes)]


def _term_info(term: Term) -> TermInfo:
    return TermInfo(term.pk, term.key, term.name, term.first_day, term.last_day)


def term(term_id: int) -> TermInfo:
    """SQL: 1."""
    return _term_info(Term.objects.get(pk=term_id))


def terms_of(district_id: int) -> list[TermInfo]:
    """Latest first. SQL: 1."""
    return [_term_info(row) for row in Term.objects.filter(district_id=district_id).order_by("-first_day")]


def terms_over(on: date) -> dict[int, date]:
    """District → the last day of its latest term, where none is running on the day. SQL: 1."""
    begun = Term.objects.filter(first_day__lte=on).values("district").annotate(last=Max("last_day")).order_by()
    return {row["district"]: row["last"] for row in begun if row["last"] < on}


def term_on(school_id: int, on: date) -> TermInfo | None:
    """The term a school is in, or prepares: the first that has not ended on the day, else the last there was. SQL: ≤ 2."""
    terms = Term.objects.filter(district__school__id=school_id)
    row = terms.filter(last_day__gte=on).order_by("first_day").first() or terms.order_by("-last_day").first()
    return _term_info(row) if row else None


def term_for(district_id: int, on: date) -> TermInfo | None:
    """The same for a district. SQL: ≤ 2."""
    terms = Term.objects.filter(district_id=district_id)
    row = terms.filter(last_day__gte=on).order_by("first_day").first() or terms.order_by("-last_day").first()
    return _term_info(row) if row else None


def grades_of(stages: list[str]) -> tuple[int, ...]:
    return tuple(grade for stage in ("primary", "junior", "senior") if stage in stages for grade in STAGE_GRADES[stage])


def _school_info(row: School, campuses: tuple[CampusInfo, ...] = ()) -> SchoolInfo:
    return SchoolInfo(
        row.pk, row.code, row.name, row.district_id, row.district.code, row.district.name,
        tuple(row.stages), grades_of(row.stages), row.ownership, row.boarding, campuses,
    )  # fmt: skip


def school(school_id: int) -> SchoolInfo:
    """With its campuses. SQL: 2. Errors: School.DoesNotExist."""
    row = School.objects.select_related("district").get(pk=school_id)
    campuses = tuple(CampusInfo(c.pk, c.name) for c in Campus.objects.filter(school_id=school_id).order_by("pk"))
    return _school_info(row, campuses)


def school_without_campuses(school_id: int) -> SchoolInfo:
    """For a page's frame. SQL: 1. Errors: School.DoesNotExist."""
    return _school_info(School.objects.select_related("district").get(pk=school_id))


def school_by_code(code: str) -> SchoolInfo | None:
    """Without campuses. SQL: 1."""
    row = School.objects.select_related("district").filter(code=code, ended_on=None).first()
    return _school_info(row) if row else None


def schools_of(district_id: int | None) -> list[SchoolInfo]:
    """The schools of a district (None: of the city), by name, without campuses. SQL: 1."""
    rows = School.objects.select_related("district").filter(ended_on=None).order_by("district__code", "name", "pk")
    return [_school_info(row) for row in (rows.filter(district_id=district_id) if district_id else rows)]


@dataclass(frozen=True, slots=True)
class DistrictInfo:
    id: int
    code: str
    name: str
    city: str
    schools: int


def districts() -> list[DistrictInfo]:
    """By code, each with how many schools it has. SQL: 1."""
    rows = District.objects.annotate(n=Count("school", filter=Q(school__ended_on=None))).order_by("code")
    return [DistrictInfo(row.pk, row.code, row.name, row.city, row.n) for row in rows]


@dataclass(frozen=True, slots=True)
class CalendarYearInfo:
    """confirmed_by: an account, None while nobody has confirmed the year."""

    year: int
    confirmed_at: datetime | None
    confirmed_by: int | None


def calendar_year(district_id: int, year: int) -> CalendarYearInfo | None:
    """SQL: 1."""
    row = CalendarYear.objects.filter(district_id=district_id, year=year).first()
    return CalendarYearInfo(year, row.confirmed_at, row.confirmed_by) if row else None


def district_name(district_id: int) -> str:
    return District.objects.values_list("name", flat=True).get(pk=district_id)


def calendar_rows(district_id: int) -> tuple[records.CalendarDay, ...]:
    """The calendar as policy facts, by date. SQL: 1."""
    return tuple(
        records.CalendarDay(row.date, row.day, row.follows, row.note, f"calendar:{row.date}")
        for row in CalendarDay.objects.filter(district_id=district_id).order_by("date")
    )


def calendar(district_id: int) -> SchoolCalendar:
    """SQL: 1."""
    return SchoolCalendar(
        {row.date: CalendarChange(row.day == "workday", row.follows) for row in calendar_rows(district_id)}
    )


def school_day_after(day: date) -> date:
    """The next school day of the city: by the calendar of its first district. SQL: ≤ 2."""
    district = District.objects.order_by("code").first()
    known = calendar(district.pk) if district else SchoolCalendar({})
    return known.school_days(day + timedelta(days=1), day + timedelta(days=120))[0]


def city_size() -> tuple[int, int]:
    """(schools, districts). SQL: 2."""
    return School.objects.filter(ended_on=None).count(), District.objects.count()


def school_named(names: list[str]) -> SchoolInfo | None:
    """The first school that has one of the names, without campuses. SQL: 1."""
    rows = School.objects.select_related("district").filter(ended_on=None, name__in=names).order_by("pk")
    row = rows.first()
    return _school_info(row) if row else None


def calendar_confirmed(district_id: int, years: set[int]) -> bool:
    """Whether a person confirmed the calendar of every one of the years. SQL: 1."""
    confirmed = CalendarYear.objects.filter(district_id=district_id, year__in=years).exclude(confirmed_at=None)
    return confirmed.count() == len(years)


def office_hours_rows(district_id: int) -> tuple[records.OfficeHours, ...]:
    """Closing times as policy facts, by date. SQL: 1."""
    return tuple(
        records.OfficeHours(row.from_date, row.closes, f"office_hours:{row.from_date}")
        for row in OfficeHours.objects.filter(district_id=district_id).order_by("from_date")
    )


def closing_time(district_id: int, on: date) -> time | None:
    """When offices close on a day; None before the first entry. SQL: 1."""
    return (
        OfficeHours.objects.filter(district_id=district_id, from_date__lte=on)
        .order_by("-from_date")
        .values_list("closes", flat=True)
        .first()
    )


def schools_in_term(
    on: date, *, district_id: int | None = None, school_id: int | None = None
) -> list[tuple[SchoolInfo, TermInfo | None]]:
    """Schools with the term each is in on a day (as `term_on`), by district and name; of a district, the city, or one.

    Without campuses. SQL: 1.
    """
    rows = School.objects.filter(ended_on=None).select_related("district").order_by("district__code", "name", "pk")
    rows = rows.filter(district_id=district_id) if district_id else rows
    rows = rows.filter(pk=school_id) if school_id else rows
    of_term = ("id", "key", "name", "first_day", "last_day")
    found: dict[int, tuple[SchoolInfo, list[TermInfo]]] = {}
    for row in rows.annotate(**{f"in_{field}": F(f"district__term__{field}") for field in of_term}):
        read = vars(row)
        terms = found.setdefault(row.pk, (_school_info(row), []))[1]
        if read["in_id"]:
            terms.append(TermInfo(*(read[f"in_{field}"] for field in of_term)))
    return [(school, _current(terms, on)) for school, terms in found.values()]


def _current(terms: list[TermInfo], on: date) -> TermInfo | None:
    running = [term for term in terms if term.last_day >= on]
    if running:
        return min(running, key=lambda term: term.first_day)
    return max(terms, key=lambda term: term.last_day, default=None)
