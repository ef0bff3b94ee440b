"""A family gives one course back; the child keeps taking part."""

from kehou.enrol.actions.seating import free_seat
from kehou.enrol.locking import lock_child
from kehou.enrol.models import Seat
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people.permits import guardian_of


@action(allow=[guardian_of("child_id")])
def release_seat(act: Act, *, child_id: int, seat_id: int) -> None:
    """The place goes to whoever waits. Given back already: nothing happens.

    Errors: NotYours for another child's seat; Refusal class_seat: a class's own block is left by withdrawing.
    """
    lock_child(child_id)
    seat = Seat.objects.filter(pk=seat_id, pupil_id=child_id).first()
    if seat is None:
        raise NotYours
    if seat.how == "class":
        raise Refusal("class_seat", "这一段是全班一起的，不参加请退出课后服务", clause="二.1")
    free_seat(act, seat)
