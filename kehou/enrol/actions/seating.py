"""Seats given and given back: the writing that several deeds of this room share. Each runs inside a deed's transaction.

The deed has locked the child; a section's counter is its lock, and a place in the line moves by conditional update.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError

from kehou.enrol.hours import Timed, clash
from kehou.enrol.locking import live_seats
from kehou.enrol.models import Seat, SeatTime, Waiting
from kehou.ground.refusal import Refusal
from kehou.ground.school_day import WEEKDAY_NAMES, date_text
from kehou.kernel import outbox
from kehou.kernel.act import Act
from kehou.kernel.clock import LOCAL
from kehou.kernel.secrets import opaque_id
from kehou.menu import queries as menu
from kehou.menu.actions.take_place import give_back_place, take_place
from kehou.menu.queries import SectionHours
from kehou.org.rows import scope
from kehou.people import queries as people

OFFER_LASTS = timedelta(hours=24)


def times_of(seat: Seat, section: Timed) -> list[SeatTime]:
    """One row per weekday and season; the database refuses a second place that begins at the same time (I2)."""
    return [
        SeatTime(
            school_id=seat.school_id,
            district_id=seat.district_id,
            seat=seat,
            term_id=seat.term_id,
            pupil_id=seat.pupil_id,
            weekday=meet.weekday,
            starts=meet.starts,
            from_date=meet.from_date,
        )
        for meet in section.meets
    ]


def wanted_and_own(
    school_id: int, term_id: int, section_id: int, seated_in: Collection[int]
) -> tuple[SectionHours | None, list[SectionHours]]:
    """The section if it is open, and those the child sits in, with their hours. SQL: 1."""
    found = menu.section_hours(school_id, term_id, {section_id, *seated_in})
    wanted = found.get(section_id)
    own = [found[id] for id in seated_in if id in found]
    return (wanted if wanted is not None and wanted.state == "open" else None), own


def demand_no_clash(act: Act, section: SectionHours, own: Collection[SectionHours]) -> None:
    """Errors: Refusal already_seated; Refusal clash, naming what stands at the same time (I2)."""
    if any(other.id == section.id for other in own):
        raise Refusal("already_seated", f"孩子已经在{section.name}了")
    for other in own:
        days = clash(section, other, act.today)
        if days:
            when = "、".join(WEEKDAY_NAMES[day] for day in days)
            raise Refusal(
                "clash",
                f"{section.name}和{other.name}都在{when}，时间冲突",
                satisfied_by=f"先退掉{other.name}，再来选。" if other.course_key else "",
            )


def write_seat(
    act: Act,
    section: SectionHours,
    *,
    school_id: int,
    term_id: int,
    child_id: int,
    how: str,
    round_id: int | None = None,
) -> int:
    """Write a seat whose place is counted already. SQL: 2.

    Errors: Refusal clash where the database knows better; the deed ends with it, so no savepoint is needed.
    """
    try:
        seat = Seat.objects.create(
            **scope(school_id),
            term_id=term_id,
            section_id=section.id,
            pupil_id=child_id,
            state="confirmed",
            how=how,
            round_id=round_id,
            since=act.at,
        )
        SeatTime.objects.bulk_create(times_of(seat, section))
    except IntegrityError as error:
        raise Refusal("clash", f"{section.name}和孩子已有的安排时间冲突，请先退掉那一门") from error
    return seat.pk


def free_seat(act: Act, seat: Seat) -> None:
    """Give a seat back and offer it to whoever waits next."""
    live = Seat.objects.filter(pk=seat.pk).exclude(state="released")
    if not live.update(state="released", released_at=act.at):
        return
    SeatTime.objects.filter(seat_id=seat.pk).delete()
    give_back_place(seat.section_id)
    offer_next(act, seat.section_id)


def leave_all_seats(act: Act, *, child_id: int, term_id: int) -> None:
    """The child takes part no longer: every waiting place is left, every seat free, in the order of sections."""
    Waiting.objects.filter(pupil_id=child_id, term_id=term_id, state="waiting").update(state="left")
    leaving: list[Waiting | Seat] = [
        *Waiting.objects.filter(pupil_id=child_id, term_id=term_id, state="offered"),
        *live_seats(child_id, term_id),
    ]
    for row in sorted(leaving, key=lambda row: row.section_id):
        if isinstance(row, Seat):
            free_seat(act, row)
        else:
            give_up_offer(act, row, "left")


def offer_next(act: Act, section_id: int) -> bool:
    """Offer a free place to the next in the waiting list, strictly in order (I2). The offer holds the place.

    Returns whether somebody was offered one.
    """
    line = Waiting.objects.filter(section_id=section_id, state="waiting").order_by("place", "pk")
    if not line.exists() or not take_place(section_id):
        return False
    until = act.at + OFFER_LASTS
    while (following := line.first()) is not None:
        waits = Waiting.objects.filter(pk=following.pk, state="waiting")
        if waits.update(state="offered", offered_at=act.at, offer_until=until):
            _tell(act, following, until)
            return True
    give_back_place(section_id)
    return False


def _tell(act: Act, offered: Waiting, until: datetime) -> None:
    """Which child, which course, and until when; the place is held that long and nobody has to hurry."""
    (child,) = people.pupils(offered.school_id, ids=[offered.pupil_id], also_left=True)
    name, last = people.given_name(child.name), until.astimezone(LOCAL)
    course = menu.section_hours(offered.school_id, offered.term_id, {offered.section_id})[offered.section_id].name
    outbox.tell(
        act,
        people.guardian_accounts([offered.pupil_id], act.at).get(offered.pupil_id, []),
        kind="seat_offered",
        title=f"{name}候补的{course}有名额了",
        body=f"名额给{name}留到 {date_text(last.date())} {last:%H:%M}，接受就录取；到时没有答复，让给下一位。",
        link=f"/family/{opaque_id('pupil', offered.pupil_id)}/seat/",
        school_id=offered.school_id,
        once=f"offer:{offered.pk}",
    )


def give_up_offer(act: Act, waiting: Waiting, state: str) -> None:
    """An offer passed, expired or left: its place goes to the next."""
    if Waiting.objects.filter(pk=waiting.pk, state="offered").update(state=state):
        give_back_place(waiting.section_id)
        offer_next(act, waiting.section_id)
