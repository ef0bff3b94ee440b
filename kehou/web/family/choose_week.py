"""The week and the lists of the choosing page, in the shapes that its template lays out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from django.utils.translation import gettext as _

from kehou.enrol.hours import clash, coming
from kehou.ground.grade import grades_text
from kehou.ground.school_day import WEEKDAY_NAMES, WEEKDAYS, WORKDAYS, weekdays_text
from kehou.kernel.secrets import opaque_id
from kehou.menu.queries import MeetInfo, SectionInfo
from kehou.policy.facts.codes import kinds_text
from kehou.web.shared.parts import Wish

AT_FIRST = 12
DOMAINS = {"德": "de", "智": "zhi", "体": "ti", "美": "mei", "劳": "lao"}


def section_key(section: SectionInfo) -> str:
    return opaque_id("section", section.id)


@dataclass(frozen=True, slots=True)
class WeekCell:
    """A time on a day. must: a class's own block; wishes: (name, rank) of those that meet then, best first."""

    must: str = ""
    wishes: tuple[tuple[str, int], ...] = ()
    offered: bool = False


@dataclass(frozen=True, slots=True)
class WeekRow:
    """every_day: what stands there on all days of the week, then the cells are left out."""

    starts: time
    cells: tuple[WeekCell, ...]
    every_day: str = ""


@dataclass(frozen=True, slots=True)
class Week:
    days: tuple[str, ...]
    rows: tuple[WeekRow, ...]

    @property
    def labels(self) -> list[tuple[str, str]]:
        return [(day, WEEKDAY_NAMES[day]) for day in self.days]


def week(fixed: Sequence[SectionInfo], offered: Sequence[SectionInfo], wishes: Sequence[SectionInfo], on: date) -> Week:
    """The first weeks' timetable from a day on: what is fixed, what is wished, where something could be."""
    first = {id(s): _season(s, on) for s in (*fixed, *offered, *wishes)}
    meets = [(s, meet) for s in (*fixed, *offered) for meet in first[id(s)]]
    used = {meet.weekday for _s, meet in meets}
    days = tuple(day for day in WEEKDAYS if day in used or day in WORKDAYS)
    rows = []
    for starts in sorted({meet.starts for _s, meet in meets}):
        here = {(s.id, meet.weekday) for s, meet in meets if meet.starts == starts}
        cells = tuple(
            WeekCell(
                next((kinds_text(s.content) for s in fixed if (s.id, day) in here), ""),
                tuple((s.course_name or s.name, k) for k, s in enumerate(wishes, start=1) if (s.id, day) in here),
                any((s.id, day) in here for s in offered),
            )
            for day in days
        )
        names = {cell.must for cell in cells}
        rows.append(WeekRow(starts, cells, next(iter(names)) if len(names) == 1 else ""))
    return Week(days, tuple(rows))


def _season(section: SectionInfo, on: date) -> list[MeetInfo]:
    """The meetings of the season that comes first."""
    ahead = coming(section, on)
    first = min((max(m.from_date, on) for m in ahead), default=on)
    return [m for m in ahead if m.on(first)]


def ranked(wishes: Sequence[SectionInfo], on: date) -> list[Wish]:
    """The list with its hints: a wish that clashes with a better one can only be given instead of it."""
    lines = []
    for place, section in enumerate(wishes):
        hint = ""
        for better, other in enumerate(wishes[:place], start=1):
            days = clash(section, other, on)
            if days:
                hint = _("和第%(k)s志愿都在%(days)s，只会录其中一个") % {"k": better, "days": weekdays_text(days)}
                break
        facts = [weekdays_text(section.weekdays), _("%(n)s 个名额") % {"n": section.capacity - section.taken}]
        lines.append(Wish(section_key(section), section.name, facts, hint))
    return lines


@dataclass(frozen=True, slots=True)
class MenuLine:
    """A course that is not on the list. shut: it is for other grades."""

    key: str
    name: str
    facts: tuple[str, ...]
    domain: str
    tone: str
    note: str = ""
    shut: bool = False


def menu_lines(offered: Sequence[SectionInfo], wishes: Sequence[SectionInfo], grade: int, on: date) -> list[MenuLine]:
    """What can still be added, by number; then, at the end, what the grade cannot choose."""
    listed = {section.id for section in wishes}
    rest = [s for s in offered if s.id not in listed]
    return [_menu_line(s, wishes, grade, on) for s in sorted(rest, key=lambda s: (grade not in s.grades, s.number))]


def _menu_line(section: SectionInfo, wishes: Sequence[SectionInfo], grade: int, on: date) -> MenuLine:
    room = section.room.name if section.room else ""
    facts = (weekdays_text(section.weekdays), room, _("%(n)s 个名额") % {"n": section.capacity - section.taken})
    note, shut = "", grade not in section.grades
    if shut:
        open_to = grades_text(section.grades)
        note = _("%(grades)s开设，%(own)s暂时不能选") % {"grades": open_to, "own": grades_text([grade])}
    else:
        for k, other in enumerate(wishes, start=1):
            days = clash(section, other, on)
            if days:
                note = _("和第%(k)s志愿同在%(days)s，可以加作备选") % {"k": k, "days": weekdays_text(days)}
                break
    domain = section.domains[0] if section.domains else ""
    return MenuLine(
        section_key(section), section.name, tuple(f for f in facts if f), domain, DOMAINS.get(domain, ""), note, shut
    )
