"""Put a record right after the fact: old and new both stay (八.5c)."""

from dataclasses import replace
from datetime import datetime

from kehou.day.actions import sounding
from kehou.day.actions.marking import record, standing_of
from kehou.day.locking import lock_session
from kehou.day.models import Duty, Presence
from kehou.day.permits import leads
from kehou.day.standing import Standing, to_json
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action

RELEASES = ("guardian", "authorised", "self", "next_session")


@action(allow=[leads])
def correct_presence(
    act: Act,
    *,
    session_id: int,
    child_id: int,
    state: str,
    reason: str,
    in_at: datetime | None = None,
    out_at: datetime | None = None,
    released_to: str = "",
) -> None:
    """A new event that replaces the standing, by whoever answers for the day, with a reason.

    state: present | leave | absent. A child put down as present on another day or without an adult in the room must have
    left again: in_at, out_at and released_to are then needed, so that nobody is left standing in a record (I9, I10).
    Refusals, in order: session_cancelled, reason_missing, times_missing, times_reversed, still_there.
    """
    session = lock_session(session_id, closed_too=True)
    row = Presence.objects.filter(session=session, pupil_id=child_id).first()
    if row is None:
        raise NotYours
    if not reason.strip():
        raise Refusal("reason_missing", "更正要写原因，原来的记录会留着", fields={"reason": "写一句原因"})
    new = _corrected(standing_of(row), state, in_at, out_at, released_to)
    if new.in_the_room:
        adults = Duty.objects.filter(session=session, in_at__isnull=False, out_at=None)
        if session.date != act.today or not adults.exists():
            raise Refusal(
                "still_there",
                "这个班现在没有老师，补记到课要同时填离开的时间和去向",
                clause="附.11",
                fields={"out_at": "填离开的时间"},
            )
    old = to_json(standing_of(row))
    record(act, [row], "correct", {child_id: {"old": old, "new": to_json(new)}}, reason=reason.strip())
    sounding.settle(act, session.pk, "unexplained", [child_id])


def _corrected(
    old: Standing, state: str, in_at: datetime | None, out_at: datetime | None, released_to: str
) -> Standing:
    if state != "present":
        return Standing("leave" if state == "leave" else "absent")
    if in_at is None:
        raise Refusal("times_missing", "填孩子到的时间", fields={"in_at": "填到的时间"})
    if (out_at is None) != (released_to not in RELEASES):
        raise Refusal("times_missing", "离开的时间和去向要一起填", fields={"out_at": "时间和去向一起填"})
    if out_at is not None and out_at <= in_at:
        raise Refusal("times_reversed", "离开的时间要晚于到的时间", fields={"out_at": "要晚于到的时间"})
    new = replace(old, state="present", in_at=in_at, out_at=out_at, released_to=released_to if out_at else "")
    if released_to != old.released_to:
        new = replace(new, guardianship_id=None, collector_id=None, exception_id=None)
    return new
