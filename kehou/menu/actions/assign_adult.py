"""Put a named adult in charge of a section on weekdays (五.1, 五.2, 五.3, 附.7)."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.apps import apps
from django.db.models import Q

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.menu.fitness import unfit
from kehou.menu.models import Meet, RosterEntry, Section
from kehou.menu.roster import bookings_of, candidate, wanted_of
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.people.permits import at_school_of


@action(allow=[at_school_of("menu.Section", "section_id", "coordinator", "principal")])
def assign_adult(
    act: Act,
    *,
    section_id: int,
    staff_id: int,
    weekdays: Sequence[str] = (),
    main: bool = True,
    since: date | None = None,
    until: date | None = None,
) -> list[int]:
    """From `since` to `until` (default: as long as it meets). since, left out: today, or the first meeting where that
    is later, or the day after the last of a main adult who is already leaving.

    weekdays: left out = every weekday on which the section meets. A main adult takes over from the one before, whose
    entry ends the day before. Returns the new entries' ids.
    Errors, in this order: section_closed; no_meeting_then; NotYours for someone of another school; then as `fitness.unfit`.
    """
    # The adult first, then the section: everybody locks in this order. The adult's row keeps two deeds from booking
    # the same hour twice, the section's keeps two main adults apart.
    lock_row(apps.get_model("people.StaffMember"), staff_id)
    section = lock_row(Section, section_id)
    if section.state != "open":
        raise Refusal("section_closed", f"{section.name}已经停开，不用再排老师")
    adults = people.staff(section.school_id, act.at, ids=[staff_id])
    if not adults:
        raise NotYours
    meets = [m for m in Meet.objects.filter(section=section, until_date__gte=act.today) if m.from_date <= m.until_date]
    chosen = set(weekdays) or {meet.weekday for meet in meets}
    meets = [meet for meet in meets if meet.weekday in chosen]
    if not meets or chosen != {meet.weekday for meet in meets}:
        raise Refusal("no_meeting_then", f"{section.name}在所选的日子没有课", clause="附.1")
    first = since or max(act.today, min(meet.from_date for meet in meets))
    wanted = wanted_of(section.name, section.block.content if section.block else (), meets, first, until)
    if not wanted.hours:
        raise Refusal("no_meeting_then", f"{section.name}在这段日期没有课", clause="附.1")
    held = bookings_of(section.school_id, section.term_id, first, staff_ids=[staff_id], without_section=section_id)
    refusal = unfit(candidate(adults[0], section.term_id, held.get(staff_id, ())), wanted)
    if refusal is not None:
        raise refusal
    starts = {
        weekday: _after_who_leaves(section, weekday, first) if main and not since else first for weekday in chosen
    }
    return _write(section, staff_id, starts, main, until)


def _after_who_leaves(section: Section, weekday: str, first: date) -> date:
    live = RosterEntry.objects.filter(section=section, weekday=weekday, main=True)
    if live.filter(until=None).exists():
        return first
    last = live.filter(until__gte=first).order_by("-until").values_list("until", flat=True).first()
    return last + timedelta(days=1) if last else first


def _write(section: Section, staff_id: int, starts: dict[str, date], main: bool, until: date | None) -> list[int]:
    rows = []
    for weekday, first in sorted(starts.items()):
        live = RosterEntry.objects.filter(Q(until=None) | Q(until__gte=first), section=section, weekday=weekday)
        # The same person again, in whatever part, starts anew; a main adult takes over from the one before.
        for entry in live.filter(Q(main=True) | Q(staff_id=staff_id)) if main else live.filter(staff_id=staff_id):
            if entry.since >= first:
                entry.delete()
            else:
                entry.until = first - timedelta(days=1)
                entry.save(update_fields=["until"])
        rows.append(
            RosterEntry(
                **scope(section.school_id), section=section, staff_id=staff_id, weekday=weekday, main=main,
                since=first, until=until,
            )
        )  # fmt: skip
    return [row.pk for row in RosterEntry.objects.bulk_create(rows)]
