"""Seats given and given back: the writing that several deeds of this room share. Each runs inside a deed's transaction."""

from datetime import timedelta

from django.db import IntegrityError, transaction

from kehou.enrol.models import Seat, SeatTime, Waiting
from kehou.ground.refusal import Refusal
from kehou.kernel import outbox
from kehou.kernel.act import Act
from kehou.menu.actions.take_place import give_back_place, take_place
from kehou.menu.queries import SectionInfo
from kehou.org.rows import scope
from kehou.people import queries as people

OFFER_LASTS = timedelta(hours=24)


def times_of(seat: Seat, section: SectionInfo) -> list[SeatTime]:
    """One row per weekday and season; the database refuses a second place at the same time (I2)."""
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


def give_seat(
    act: Act,
    section: SectionInfo,
    *,
    school_id: int,
    term_id: int,
    child_id: int,
    how: str,
    round_id: int | None = None,
    place_held: bool = False,
) -> int:
    """Take a place (or use the one an offer holds) and write the seat. Errors: Refusal section_full, already_seated, clash."""
    if not place_held and not take_place(section.id):
        raise Refusal("section_full", f"{section.name}的名额已满，可以排候补", clause="二.3")
    try:
        with transaction.atomic():
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
        if Seat.objects.filter(section_id=section.id, pupil_id=child_id).exclude(state="released").exists():
            raise Refusal("already_seated", f"孩子已经在{section.name}了") from error
        raise Refusal("clash", f"{section.name}和孩子已有的安排时间冲突，请先退掉那一门") from error
    return seat.pk


def free_seat(act: Act, seat: Seat) -> None:
    """Give a seat back and offer it to whoever waits next."""
    changed = Seat.objects.filter(pk=seat.pk, state__in=["held", "confirmed"]).update(
        state="released", released_at=act.at
    )
    if not changed:
        return
    SeatTime.objects.filter(seat_id=seat.pk).delete()
    give_back_place(seat.section_id)
    offer_next(act, seat.section_id)


def leave_all_seats(act: Act, *, child_id: int, term_id: int) -> None:
    """The child takes part no longer: every seat is free, every waiting place left."""
    Waiting.objects.filter(pupil_id=child_id, state="waiting").update(state="left")
    for waiting in Waiting.objects.filter(pupil_id=child_id, state="offered"):
        give_up_offer(act, waiting, "left")
    for seat in Seat.objects.filter(pupil_id=child_id, term_id=term_id).exclude(state="released").order_by("pk"):
        free_seat(act, seat)


def offer_next(act: Act, section_id: int) -> None:
    """Offer a free place to the next in the waiting list, strictly in order (I2). The offer holds the place."""
    following = Waiting.objects.filter(section_id=section_id, state="waiting").order_by("place", "pk").first()
    if following is None or not take_place(section_id):
        return
    following.state, following.offered_at, following.offer_until = "offered", act.at, act.at + OFFER_LASTS
    following.save(update_fields=["state", "offered_at", "offer_until"])
    outbox.tell(
        act,
        people.guardian_accounts([following.pupil_id], act.at).get(following.pupil_id, []),
        kind="seat_offered",
        title="候补有名额了",
        body="孩子候补的一门课空出了名额，24 小时内点接受就录取。",
        link="seat",
        school_id=following.school_id,
    )


def give_up_offer(act: Act, waiting: Waiting, state: str) -> None:
    """An offer passed, expired or left: its place goes to the next."""
    if Waiting.objects.filter(pk=waiting.pk, state="offered").update(state=state):
        give_back_place(waiting.section_id)
        offer_next(act, waiting.section_id)
