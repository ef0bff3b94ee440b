"""A family says, without a name, how a session was (课后反馈)."""

from django.db.models import F

from kehou.day.models import PulseTally, PulseTicket, Session
from kehou.day.pulse_tickets import OPEN_FOR, Ticket, ticket_holder
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org.rows import scope


@action(allow=[ticket_holder], nameless=True)
def answer_pulse(
    act: Act, *, session_id: int, ticket: Ticket, satisfied: int, new_lesson: bool, unattended: bool
) -> None:
    """One answer per family and session; a tally grows, and nothing keeps whose it was, or when.

    Of two taps at once the ticket makes one answer; an idempotency key's digest could be tried against the few answers
    there are.
    Refusals, in order: pulse_over, satisfied_missing, answered_already.
    Source: guarantees, anonymous answers (a rating).
    """
    session = Session.objects.get(pk=session_id)
    if act.today > session.date + OPEN_FOR:
        raise Refusal("pulse_over", "课后三天内可以反馈，这次课已经过了")
    if satisfied not in range(1, 6):
        raise Refusal("satisfied_missing", "选一个满意程度", fields={"satisfied": "1 到 5 选一个"})
    own = scope(session.school_id)
    _, new = PulseTicket.objects.get_or_create(number=ticket.number, defaults={**own, "session_id": session_id})
    if not new:
        raise Refusal("answered_already", "这次课您家已经反馈过了，谢谢")
    PulseTally.objects.get_or_create(session_id=session_id, defaults=own)
    given = {f"satisfied_{mark}": mark == satisfied for mark in range(1, 6)}
    given |= {"new_lesson": new_lesson, "unattended": unattended}
    PulseTally.objects.filter(session_id=session_id).update(**{name: F(name) + int(yes) for name, yes in given.items()})
