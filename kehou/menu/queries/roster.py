"""Who is in charge on a date, who could be, and where nobody is."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from kehou.ground.refusal import Refusal
from kehou.ground.school_day import WEEKDAYS, weekday_of
from kehou.kernel.clock import LOCAL
from kehou.menu.fitness import Candidate, Wanted, unfit
from kehou.menu.load import Booking, busiest_week
from kehou.menu.models import Meet, RosterEntry, Window
from kehou.menu.queries.sections import MeetInfo, SectionInfo, last_day, meet_info, sections
from kehou.menu.roster import bookings_of
from kehou.org import queries as org
from kehou.org.queries import SchoolCalendar
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.people.queries import StaffInfo
from kehou.staff import queries as staff


@dataclass(frozen=True, slots=True)
class RosterInfo:
    """Who is in charge of which meeting on a date."""

    section_id: int
    meet: MeetInfo
    staff_id: int
    main: bool


def _midday(day: date) -> datetime:
    return datetime.combine(day, time(12), LOCAL)


def meets_on(school_id: int, on: date) -> list[tuple[int, MeetInfo]]:
    """(section id, meeting) of a date, by time; whether or not anybody is in charge. SQL: 3.

    A make-up day runs the timetable of the weekday it follows. Weekend and holiday windows go by the real weekday;
    a weekend window does not run on a day with school or on a day the calendar takes off (rulebook, session-outside-plan).
    """
    calendar = org.calendar(scope(school_id)["district_id"])
    rows = Meet.objects.filter(
        school_id=school_id, from_date__lte=on, until_date__gte=on,
        weekday__in={calendar.timetable_weekday(on), weekday_of(on)},
    )  # fmt: skip
    in_force = Window.objects.filter(school_id=school_id, from_date__lte=on, until_date__gte=on)
    kinds = dict(in_force.values_list("key", "kind"))
    return [
        (row.section_id, meet_info(row))
        for row in rows.order_by("starts", "section_id")
        if _runs(row, kinds.get(row.window_key, "after_class"), on, calendar)
    ]


def _runs(meet: Meet, kind: str, on: date, calendar: SchoolCalendar) -> bool:
    """Whether a meeting of a window's kind takes place on a date between its own two."""
    change, timetable = calendar.changes.get(on), calendar.timetable_weekday(on)
    real = meet.weekday == weekday_of(on)
    free = timetable is None and (change is None or change.school_day)
    return {"holiday": real, "weekend": real and free}.get(kind, meet.weekday == timetable)


def may_meet(school_id: int, on: date) -> bool:
    """Whether it is worth asking what meets on a date: something does on its weekday, or the calendar changes it. SQL: 1."""
    live = Meet.objects.filter(school_id=school_id, from_date__lte=on, until_date__gte=on)
    return live.filter(Q(weekday=weekday_of(on)) | Q(district__calendarday__date=on)).exists()


@dataclass(frozen=True, slots=True)
class Coming:
    """A section on a date to come. place: "" without a room."""

    date: date
    section_id: int
    name: str
    place: str
    starts: time
    ends: time


def coming_meets(school_id: int, section_ids: Collection[int], first: date, last: date) -> list[Coming]:
    """When some sections meet from one date to another, both included, by date and time. SQL: 3."""
    calendar = org.calendar(scope(school_id)["district_id"])
    rows = Meet.objects.filter(
        school_id=school_id,
        section_id__in=section_ids,
        section__state="open",
        from_date__lte=last,
        until_date__gte=first,
    ).select_related("section__room")
    meets = list(rows.order_by("starts", "section_id"))
    windows = list(Window.objects.filter(school_id=school_id, from_date__lte=last, until_date__gte=first))
    found = []
    for on in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        kinds = {w.key: w.kind for w in windows if w.from_date <= on <= w.until_date}
        for row in meets:
            if row.from_date <= on <= row.until_date and _runs(
                row, kinds.get(row.window_key, "after_class"), on, calendar
            ):
                place = row.section.room.name if row.section.room else ""
                found.append(Coming(on, row.section_id, row.section.name, place, row.starts, row.ends))
    return found


def section_ids_on(school_id: int, on: date) -> list[int]:
    """Sections that meet on a date, in the order in which they begin. SQL: 3."""
    return list(dict.fromkeys(section_id for section_id, _ in meets_on(school_id, on)))


def roster_on(school_id: int, on: date) -> list[RosterInfo]:
    """Adults in charge on a date, by time, main ones first. A meeting without a line has nobody. SQL: 4."""
    meets = meets_on(school_id, on)
    entries: dict[tuple[int, str], list[RosterEntry]] = defaultdict(list)
    rows = RosterEntry.objects.filter(school_id=school_id, since__lte=on).exclude(until__lt=on)
    for entry in rows.select_related("staff").order_by("-main", "pk"):
        last = last_day(entry)
        if last is None or on <= last:
            entries[entry.section_id, entry.weekday].append(entry)
    return [
        RosterInfo(section_id, meet, entry.staff_id, entry.main)
        for section_id, meet in meets
        for entry in entries[section_id, meet.weekday]
    ]


@dataclass(frozen=True, slots=True)
class Possible:
    """An adult beside a section that needs one. why_not: None = may be put in charge; minutes: a week, already held."""

    staff: StaffInfo
    minutes: int
    max_minutes: int | None
    why_not: Refusal | None


def is_rostered(staff_ids: Collection[int]) -> bool:
    """Whether one of these adults leads a section this term, or led one. SQL: 1."""
    return RosterEntry.objects.filter(staff_id__in=staff_ids).exists()


def possible_adults(
    school_id: int, term_id: int, wanted: Wanted, at: datetime, *, without_section: int | None = None
) -> list[Possible]:
    """Every adult of the school: those who may first, the least loaded first. SQL: 3."""
    offers = {offer.staff_id: offer for offer in staff.accepted(school_id, term_id)}
    held = bookings_of(school_id, term_id, wanted.first, without_section=without_section)
    found = []
    for adult in people.staff(school_id, at):
        offer, hours = offers.get(adult.id), held.get(adult.id, ())
        why_not = unfit(Candidate(adult, offer, hours), wanted)
        found.append(Possible(adult, busiest_week(hours), offer.max_minutes if offer else None, why_not))
    return sorted(found, key=lambda p: (p.why_not is not None, p.minutes, p.staff.number))


def free_staff_on(school_id: int, on: date, starts: time, ends: time) -> list[StaffInfo]:
    """Adults who may step in on a date and time: offered and accepted or cleared, and not in charge elsewhere then.
    The least loaded first. SQL: ≤ 8."""
    term = org.term_on(school_id, on)
    if term is None:
        return []
    weekday = org.calendar(scope(school_id)["district_id"]).timetable_weekday(on) or weekday_of(on)
    wanted = Wanted((Booking(weekday, starts, ends, on, on),))
    return [p.staff for p in possible_adults(school_id, term.id, wanted, _midday(on)) if p.why_not is None]


@dataclass(frozen=True, slots=True)
class Gap:
    """What a section still lacks before children can choose it. weekdays: those without a main adult."""

    section_id: int
    name: str
    weekdays: tuple[str, ...]
    no_room: bool


# A roster is looked after four weeks ahead: time enough to find somebody.
AHEAD = timedelta(days=28)
WEEK = timedelta(days=7)


def gaps_of(found: list[SectionInfo], on: date) -> list[Gap]:
    """Sections whose hours have no main adult on some date of the four weeks from `on` (or from their first lesson)."""
    gaps = []
    for section in found:
        coming = [meet for meet in section.meets if meet.until_date >= on]
        alone = {meet.weekday for meet in coming if _uncovered(meet, section, on)}
        if coming and (alone or section.room is None):
            weekdays = tuple(day for day in WEEKDAYS if day in alone)
            gaps.append(Gap(section.id, section.name, weekdays, section.room is None))
    return gaps


def _uncovered(meet: MeetInfo, section: SectionInfo, on: date) -> bool:
    start = max(on, meet.from_date)
    day = start + timedelta(days=(WEEKDAYS.index(meet.weekday) - start.weekday()) % 7)
    last = min(meet.until_date, day + AHEAD)
    while day <= last:
        if not any(adult.main and adult.weekday == meet.weekday and adult.on(day) for adult in section.adults):
            return True
        day += WEEK
    return False


def unstaffed(school_id: int, term_id: int, on: date) -> list[Gap]:
    """Sections without a named adult on some weekday, or without a room; by number. SQL: 3.

    A choice round cannot open while there is one among the sections it offers (五.2, 附.11).
    """
    return gaps_of(sections(school_id, term_id), on)


def left_without(school_id: int, term_id: int, staff_ids: Collection[int], on: date) -> list[Gap]:
    """Sections that have no main adult from a date on when these adults leave, or since they have left; by number. SQL: 4."""
    rows = RosterEntry.objects.filter(Q(until=None) | Q(until__gte=on), school_id=school_id, staff_id__in=staff_ids)
    theirs: dict[int, set[str]] = defaultdict(set)
    for section_id, weekday in rows.filter(main=True, section__term_id=term_id).values_list("section_id", "weekday"):
        theirs[section_id].add(weekday)
    gaps = []
    for section in sections(school_id, term_id, ids=theirs) if theirs else ():
        others = tuple(adult for adult in section.adults if adult.staff_id not in staff_ids)
        alone = next(iter(gaps_of([replace(section, adults=others)], on)), None)
        days = tuple(day for day in alone.weekdays if day in theirs[section.id]) if alone else ()
        if days:
            gaps.append(Gap(section.id, section.name, days, section.room is None))
    return gaps
