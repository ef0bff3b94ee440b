"""A family accepts a place offered from the waiting list."""

from kehou.enrol.actions.seating import demand_no_clash, free_seat, wanted_and_own, write_seat
from kehou.enrol.locking import live_seats, lock_child
from kehou.enrol.models import Waiting
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people.permits import guardian_of


@action(allow=[guardian_of("child_id")])
def accept_offer(act: Act, *, child_id: int, waiting_id: int, give_up_seat_ids: list[int] | None = None) -> int:
    """Take the offered place, giving up the named seats of courses that clash with it. Returns the seat.

    Errors: NotYours; Refusal offer_over; Refusal clash where a clashing seat was not given up: nothing is lost then.
    """
    lock_child(child_id)
    waiting = Waiting.objects.filter(pk=waiting_id, pupil_id=child_id).first()
    if waiting is None:
        raise NotYours
    in_time = waiting.offer_until is not None and act.at < waiting.offer_until
    # The conditional update decides against whoever expires the offer at this moment.
    if not in_time or not Waiting.objects.filter(pk=waiting_id, state="offered").update(state="taken"):
        raise Refusal("offer_over", "这个名额的接受时间已过，给了下一位", satisfied_by="可以重新排候补。")
    seats = live_seats(child_id, waiting.term_id)
    seated_in = [seat.section_id for seat in seats]
    section, own = wanted_and_own(waiting.school_id, waiting.term_id, waiting.section_id, seated_in)
    if section is None:
        raise Refusal("not_offered", "这门课已经停开")
    given_up = [
        seat
        for seat in seats
        if seat.pk in (give_up_seat_ids or []) and seat.how != "class" and seat.section_id != section.id
    ]
    left = {seat.section_id for seat in given_up}
    demand_no_clash(act, section, [other for other in own if other.id not in left])
    for seat in given_up:
        free_seat(act, seat)
    return write_seat(
        act,
        section,
        school_id=waiting.school_id,
        term_id=waiting.term_id,
        child_id=child_id,
        how="waiting",
        round_id=waiting.round_id,
    )
