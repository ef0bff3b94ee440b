"""What runs this term: windows and sections with their hours, rooms and adults."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from kehou.ground.school_day import WEEKDAYS
from kehou.kernel.clock import LOCAL
from kehou.menu.models import Meet, Room, RosterEntry, Section, Window

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WindowInfo:
    """A window of the filed version, in force from from_date to until_date, both included."""

    key: str
    kind: str
    grades: tuple[int, ...]
    weekdays: tuple[str, ...]
    starts: time
    ends: time
    from_date: date
    until_date: date
    version_id: int


@dataclass(frozen=True, slots=True)
class MeetInfo:
    """A section's hour on a weekday; both dates are included."""

    id: int
    window_key: str
    weekday: str
    starts: time
    ends: time
    from_date: date
    until_date: date

    def on(self, day: date) -> bool:
        return self.from_date <= day <= self.until_date


@dataclass(frozen=True, slots=True)
class AdultInfo:
    """Somebody in charge on a weekday; until None = as long as the section meets."""

    entry_id: int
    staff_id: int
    name: str
    weekday: str
    main: bool
    since: date
    until: date | None

    def on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class RoomInfo:
    id: int
    name: str
    floor: str
    capacity: int
    campus: str


@dataclass(frozen=True, slots=True)
class SectionInfo:
    """A section. course_key and path of a course, block_index of a class's block; content: kinds."""

    id: int
    term_id: int
    number: int
    course_key: str | None
    course_name: str | None
    block_index: int | None
    name: str
    content: tuple[str, ...]
    domains: tuple[str, ...]
    path: str
    grades: tuple[int, ...]
    class_no: int | None
    room: RoomInfo | None
    capacity: int
    minimum: int
    taken: int
    state: str
    mode: str
    choice: str  # elective | required
    written_homework: bool
    meets: tuple[MeetInfo, ...]
    adults: tuple[AdultInfo, ...]

    @property
    def weekdays(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(meet.weekday for meet in self.meets))


def windows(school_id: int, term_id: int, *, on: date | None = None) -> list[WindowInfo]:
    """Windows of the version compiled last, or those in force on a date whatever their version; by time. SQL: ≤ 2."""
    rows = Window.objects.filter(school_id=school_id, term_id=term_id, from_date__lte=F("until_date"))
    if on is not None:
        rows = rows.filter(from_date__lte=on, until_date__gte=on)
    else:
        latest = Window.objects.filter(school_id=school_id, term_id=term_id).order_by("-pk")
        rows = rows.filter(version_id=latest.values("version_id")[:1])
    return [
        WindowInfo(
            w.key, w.kind, tuple(w.grades), tuple(w.weekdays), w.starts, w.ends, w.from_date, w.until_date, w.version_id
        )
        for w in rows.order_by("from_date", "starts", "pk")
    ]


def not_compiled(version_ids: Collection[int]) -> list[int]:
    """Those of the filed versions that have no windows yet. SQL: 1."""
    compiled = set(Window.objects.filter(version_id__in=version_ids).values_list("version_id", flat=True))
    return [version_id for version_id in version_ids if version_id not in compiled]


def meet_info(row: Meet) -> MeetInfo:
    return MeetInfo(row.pk, row.window_key, row.weekday, row.starts, row.ends, row.from_date, row.until_date)


def _room_info(room: Room) -> RoomInfo:
    return RoomInfo(room.pk, room.name, room.floor, room.capacity, room.campus.name)


def rooms(school_id: int) -> list[RoomInfo]:
    """By campus, floor and name. SQL: 1."""
    rows = Room.objects.filter(school_id=school_id).select_related("campus").order_by("campus_id", "floor", "name")
    return [_room_info(row) for row in rows]


def sections(
    school_id: int,
    term_id: int,
    *,
    ids: Collection[int] | None = None,
    also_closed: bool = False,
    with_adults: bool = True,
) -> list[SectionInfo]:
    """Sections of the term by number, with their hours (by weekday and time) and adults (main first).

    with_adults: False leaves them out, for who asks only where and when. SQL: 3, or 2.
    """
    rows = Section.objects.filter(school_id=school_id, term_id=term_id)
    rows = rows if also_closed else rows.filter(state="open")
    return _read(rows.filter(pk__in=ids) if ids is not None else rows, with_adults=with_adults)


def class_sections(school_id: int, term_id: int, classes: Collection[tuple[int, int]]) -> list[SectionInfo]:
    """Open sections of blocks that hold one of the (grade, class) pairs, by number, without their adults. SQL: 2."""
    rows = Section.objects.filter(school_id=school_id, term_id=term_id, state="open", course=None)
    rows = rows.filter(Q(class_no=None) | Q(class_no__in={class_no for _, class_no in classes}))
    return [
        found
        for found in _read(rows, with_adults=False)
        if any(grade in found.grades and found.class_no in (None, class_no) for grade, class_no in classes)
    ]


@dataclass(frozen=True, slots=True)
class SectionHours:
    """Where and when, and for whom: what a family's claim needs to know of a section."""

    id: int
    course_key: str | None
    name: str
    grades: tuple[int, ...]
    state: str
    meets: tuple[MeetInfo, ...]


def section_hours(school_id: int, term_id: int, ids: Collection[int]) -> dict[int, SectionHours]:
    """Those of the term, open or closed, with their hours. SQL: 1."""
    found: dict[int, tuple[str | None, str, list[int], str]] = {}
    meets: dict[int, list[MeetInfo]] = defaultdict(list)
    rows: Iterable[tuple[Any, ...]] = Section.objects.filter(pk__in=ids, school_id=school_id, term_id=term_id).values_list(
        "pk", "course__key", "name", "grades", "state", "meet__id", "meet__window_key", "meet__weekday", "meet__starts",
        "meet__ends", "meet__from_date", "meet__until_date",
    )  # fmt: skip
    for pk, course_key, name, grades, state, *hour in rows:
        found[pk] = (course_key, name, grades, state)
        if hour[0] is None:  # a section without hours
            continue
        meet = MeetInfo(*hour)
        if meet.from_date <= meet.until_date:
            meets[pk].append(meet)
    return {
        pk: SectionHours(pk, course_key, name, tuple(grades), state, tuple(meets[pk]))
        for pk, (course_key, name, grades, state) in found.items()
    }


def section(section_id: int) -> SectionInfo:
    """Open or closed. SQL: 3. Errors: IndexError where there is none."""
    return _read(Section.objects.filter(pk=section_id))[0]


def sections_beside(school_id: int, section_id: int) -> list[SectionInfo]:
    """The open sections of the term of one of them; none where it is of another school. SQL: 3."""
    term = Section.objects.filter(pk=section_id, school_id=school_id).values("term_id")
    return _read(Section.objects.filter(school_id=school_id, term_id__in=term, state="open"))


def _read(rows: QuerySet[Section], *, with_adults: bool = True) -> list[SectionInfo]:
    found = list(rows.select_related("course", "block", "room__campus").order_by("number"))
    keys = [row.pk for row in found]
    meets: dict[int, list[MeetInfo]] = defaultdict(list)
    hours = Meet.objects.filter(section__in=keys, from_date__lte=F("until_date"))
    for meet in sorted(hours, key=lambda m: (WEEKDAYS.index(m.weekday), m.starts, m.from_date)):
        meets[meet.section_id].append(meet_info(meet))
    adults: dict[int, list[AdultInfo]] = defaultdict(list)
    entries = RosterEntry.objects.filter(section__in=keys).exclude(until__lt=F("since")).select_related("staff")
    for entry in entries.order_by("-main", "pk") if with_adults else ():
        adults[entry.section_id].append(
            AdultInfo(
                entry.pk, entry.staff_id, entry.staff.name, entry.weekday, entry.main, entry.since, last_day(entry)
            )
        )
    return [_section_info(row, tuple(meets[row.pk]), tuple(adults[row.pk])) for row in found]


def last_day(entry: RosterEntry) -> date | None:
    """The last date in charge: nobody is after the day on which they left the school. entry: with its `staff`."""
    if entry.staff.until is None:
        return entry.until
    gone = entry.staff.until.astimezone(LOCAL).date() - ONE_DAY
    return gone if entry.until is None else min(entry.until, gone)


def _section_info(row: Section, meets: tuple[MeetInfo, ...], adults: tuple[AdultInfo, ...]) -> SectionInfo:
    course, block = row.course, row.block
    return SectionInfo(
        row.pk, row.term_id, row.number, course.key if course else None, course.name if course else None,
        block.index if block else None, row.name,
        (course.content,) if course else tuple(block.content if block else ()),
        tuple(course.domains) if course else (), course.path if course else "",
        tuple(row.grades), row.class_no, _room_info(row.room) if row.room else None, row.capacity, row.minimum, row.taken, row.state,
        course.mode if course else block.mode if block else "onsite",
        "elective" if course else block.choice if block else "elective",
        bool(block and block.written_homework), meets, adults,
    )  # fmt: skip
