"""A family accepts a place offered from the waiting list."""

from kehou.enrol.actions.seating import free_seat, give_seat
from kehou.enrol.models import Seat, SeatTime, Waiting
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.menu import queries as menu
from kehou.people.permits import guardian_of


@action(allow=[guardian_of("child_id")])
def accept_offer(act: Act, *, child_id: int, waiting_id: int, give_up_seat_ids: list[int] | None = None) -> int:
    """Take the offered place, giving up the named seats that clash with it. Returns the seat.

    Errors: NotYours; Refusal offer_over; Refusal clash where a clashing seat was not given up: nothing is lost then.
    """
    waiting = lock_row(Waiting, waiting_id)
    if waiting.pupil_id != child_id:
        raise NotYours
    if waiting.state != "offered" or (waiting.offer_until and act.at > waiting.offer_until):
        raise Refusal("offer_over", "这个名额的接受时间已过，给了下一位")
    section = menu.section(waiting.section_id)
    for seat in Seat.objects.filter(pk__in=give_up_seat_ids or [], pupil_id=child_id).exclude(how="class"):
        free_seat(act, seat)
    Waiting.objects.filter(pk=waiting.pk).update(state="taken")
    return give_seat(
        act,
        section,
        school_id=waiting.school_id,
        term_id=waiting.term_id,
        child_id=child_id,
        how="waiting",
        round_id=waiting.round_id,
        place_held=True,
    )


def clashing_seats(child_id: int, section_id: int) -> list[int]:
    """Seats the child would have to give up for the section. SQL: 5."""
    section = menu.section(section_id)
    wanted = {(meet.weekday, meet.starts, meet.from_date) for meet in section.meets}
    times = SeatTime.objects.filter(pupil_id=child_id).values_list("seat_id", "weekday", "starts", "from_date")
    return sorted({seat for seat, *when in times if tuple(when) in wanted})
