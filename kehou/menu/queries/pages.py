"""What the pages of the roster show, each scoped to who asks."""

from collections import Counter
from dataclasses import dataclass

from kehou.ground.refusal import NotYours
from kehou.ground.school_day import WORKDAYS
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.menu.load import Booking
from kehou.menu.models import RosterEntry
from kehou.menu.queries.roster import Gap, Possible, gaps_of, possible_adults
from kehou.menu.queries.sections import RoomInfo, SectionInfo, rooms, sections, sections_beside
from kehou.menu.roster import bookings_of, wanted_of
from kehou.org import queries as org
from kehou.org.queries import TermInfo
from kehou.people import queries as people
from kehou.people.permits import at_school, over_school
from kehou.people.queries import StaffInfo
from kehou.plan import queries as plans
from kehou.staff import queries as staff
from kehou.staff.queries import ApplicationInfo

_ASKERS = ("coordinator", "principal")


@dataclass(frozen=True, slots=True)
class SectionBoard:
    """Every open section of the term, and what is lacking. filed: whether there is a plan to open sections from."""

    term: TermInfo | None
    filed: bool
    sections: tuple[SectionInfo, ...]
    gaps: tuple[Gap, ...]

    @property
    def without_adult(self) -> int:
        return sum(bool(gap.weekdays) for gap in self.gaps)

    @property
    def without_room(self) -> int:
        return sum(gap.no_room for gap in self.gaps)


@query(allow=[at_school(*_ASKERS), over_school()])
def section_board(act: Act, *, school_id: int) -> SectionBoard:
    """Sections by number. SQL: ≤ 6."""
    term = org.term_on(school_id, act.today)
    if term is None:
        return SectionBoard(None, False, (), ())
    found = sections(school_id, term.id)
    filed = bool(found) or plans.filed_version_id(school_id, term.id) is not None
    return SectionBoard(term, filed, tuple(found), tuple(gaps_of(found, act.today)))


@dataclass(frozen=True, slots=True)
class Staffing:
    """One section with who could take the weekdays asked about.

    gap: what it lacks; next_gap: another section that still lacks an adult, the next by number first.
    """

    section: SectionInfo
    gap: Gap | None
    weekdays: tuple[str, ...]
    possible: tuple[Possible, ...]
    next_gap: int | None


@query(allow=[at_school(*_ASKERS)])
def staffing(act: Act, *, school_id: int, section_id: int, weekdays: tuple[str, ...] = ()) -> Staffing:
    """weekdays: left out = those without an adult, and where there are none all on which it meets. SQL: 6."""
    found = sections_beside(school_id, section_id)
    chosen = next((section for section in found if section.id == section_id), None)
    if chosen is None:
        raise NotYours
    gaps = gaps_of(found, act.today)
    gap = next((gap for gap in gaps if gap.section_id == section_id), None)
    asked = tuple(d for d in chosen.weekdays if d in weekdays) or (gap.weekdays if gap else ()) or chosen.weekdays
    meets = [meet for meet in chosen.meets if meet.weekday in asked and meet.until_date >= act.today]
    wanted = wanted_of(chosen.name, chosen.content if chosen.block_index is not None else (), meets, act.today, None)
    possible = (
        possible_adults(school_id, chosen.term_id, wanted, act.at, without_section=section_id) if wanted.hours else []
    )
    return Staffing(chosen, gap, asked, tuple(possible), _next_gap(chosen, gaps, found))


def _next_gap(chosen: SectionInfo, gaps: list[Gap], found: list[SectionInfo]) -> int | None:
    number = {section.id: section.number for section in found}
    others = [gap.section_id for gap in gaps if gap.weekdays and gap.section_id != chosen.id]
    later = [pk for pk in others if number[pk] > chosen.number]
    return next(iter(later or others), None)


@query(allow=[at_school(*_ASKERS)])
def rooms_for(act: Act, *, school_id: int, section_id: int) -> tuple[SectionInfo, list[RoomInfo]]:
    """A section and the rooms of its school. SQL: 4."""
    chosen = next((s for s in sections_beside(school_id, section_id) if s.id == section_id), None)
    if chosen is None:
        raise NotYours
    return chosen, rooms(school_id)


@query(allow=[at_school(*_ASKERS), over_school()])
def rooms_of_school(act: Act, *, school_id: int) -> list[tuple[RoomInfo, tuple[str, ...]]]:
    """Rooms with the sections that use them this term. SQL: 5."""
    term = org.term_on(school_id, act.today)
    used: dict[int, list[str]] = {}
    for section in sections(school_id, term.id) if term else []:
        if section.room:
            used.setdefault(section.room.id, []).append(section.name)
    return [(room, tuple(used.get(room.id, ()))) for room in rooms(school_id)]


@dataclass(frozen=True, slots=True)
class OwnOffer:
    """What a teacher offered for the term, and what has come of it. duties: hours held from today on."""

    term: TermInfo | None
    me: StaffInfo
    application: ApplicationInfo | None
    duties: tuple[Booking, ...]


@query(allow=[at_school("teacher")])
def own_offer(act: Act, *, school_id: int) -> OwnOffer:
    """SQL: ≤ 8. Errors: NotYours for who is no teacher of the school."""
    me = people.staff_of_account(act.account_id, school_id, act.at)
    if me is None or not me.is_teacher:
        raise NotYours
    term = org.term_on(school_id, act.today)
    if term is None:
        return OwnOffer(None, me, None, ())
    application = staff.my_application(act, school_id=school_id, term_id=term.id)
    held = bookings_of(school_id, term.id, act.today, staff_ids=[me.id]) if application else {}
    return OwnOffer(term, me, application, held.get(me.id, ()))


@dataclass(frozen=True, slots=True)
class ApplicationBoard:
    """Offers of the term. by_weekday: accepted teachers a weekday; duties: hours a week held, by staff id."""

    term: TermInfo | None
    applications: tuple[ApplicationInfo, ...]
    by_weekday: dict[str, int]
    duties: dict[int, int]

    def count(self, state: str) -> int:
        return sum(a.state == state for a in self.applications)


@query(allow=[at_school(*_ASKERS), over_school()])
def application_board(act: Act, *, school_id: int) -> ApplicationBoard:
    """Undecided first. SQL: ≤ 7."""
    term = org.term_on(school_id, act.today)
    if term is None:
        return ApplicationBoard(None, (), {}, {})
    found = staff.applications(act, school_id=school_id, term_id=term.id)
    days = Counter(day for a in found if a.state == "accepted" for day in a.weekdays)
    duties: Counter[int] = Counter()
    rows = RosterEntry.objects.filter(school_id=school_id, section__term_id=term.id).exclude(until__lt=act.today)
    duties.update(rows.values_list("staff_id", flat=True))
    return ApplicationBoard(term, tuple(found), {day: days[day] for day in WORKDAYS}, dict(duties))
