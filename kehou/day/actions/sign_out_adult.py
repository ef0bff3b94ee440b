"""An adult leaves a session. The last one cannot while a child is there (附.11, I9)."""

from kehou.day import charge
from kehou.day.actions.sign_in_adult import somebody_else
from kehou.day.locking import lock_session
from kehou.day.models import Duty, Session
from kehou.day.permits import beside, leads, own_duty
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action


@action(allow=[own_duty, leads, beside])
def sign_out_adult(act: Act, *, session_id: int, staff_id: int) -> int:
    """Sign out; answers the duty. When the last adult goes and nobody ended the session, it ends here.

    The session row is locked: two adults who leave at the same moment cannot both count on the other.
    Refusals, in order: session_cancelled, day_closed, not_signed_in, last_adult_on_duty (附.11).
    """
    session = lock_session(session_id, closed_too=True)
    duty = duty_of(session, staff_id)
    demand_somebody_stays(act, session, leaving=duty)
    duty.out_at, duty.out_by_id = act.at, somebody_else(act, duty.staff.account_id)
    duty.save(update_fields=["out_at", "out_by"])
    if session.state == "running" and not charge.in_the_room([session.pk]) and not _adults(session, leaving=duty):
        # What happened is recorded, also where it was too early: no reason was given, and the rule early-end says so.
        session.ended_at, session.state = act.at, "ended"
        session.save(update_fields=["ended_at", "state"])
    return duty.pk


def duty_of(session: Session, staff_id: int) -> Duty:
    """The adult's open stay. Refusals: not_signed_in."""
    duty = Duty.objects.filter(session=session, staff_id=staff_id, out_at=None).select_related("staff").first()
    if duty is None:
        raise NotYours
    if duty.in_at is None:
        raise Refusal("not_signed_in", "您还没有签到这次课，不用签退")
    return duty


def demand_somebody_stays(act: Act, session: Session, *, leaving: Duty) -> None:
    """Refusals: last_adult_on_duty, where the rule `unattended` would speak a minute after this adult left.

    Between two sessions an adult of either covers: whoever sent children on may go once somebody is there to meet them,
    and whoever is there to meet them stays while those who sent them are gone.
    """
    waiting = charge.in_the_room([session.pk])
    walking, coming = charge.on_the_way([session.pk]), charge.coming(session)
    if not waiting and not walking and not coming:
        return
    ends = {c.way_to for c in walking if c.way_to} | {c.session_id for c in coming}
    others = _adults(session, leaving=leaving)
    others += Duty.objects.filter(session_id__in=ends, in_at__isnull=False, out_at=None).exclude(session=session)
    soon = act.at + charge.the_minute(session.date)
    if not charge.left_alone([*waiting, *walking, *coming], others, since=act.at, until=soon, on=session.date):
        return
    if waiting:
        raise _last(
            f"还有 {len(waiting)} 名学生未离开，您是在场的最后一位老师。请先交接给另一位老师，再签退。",
            "另一位老师签到这个班，或学生都已交接离校",
        )
    if walking:
        raise _last(
            f"还有 {len(walking)} 名学生在去下一个班的路上，那边还没有老师签到。请等那边的老师到了，再签退。",
            "下一个班的老师签到，或另一位老师签到这个班",
        )
    raise _last(
        f"有 {len(coming)} 名学生正往这个班来，您是等他们的最后一位老师。请先交接给另一位老师，再签退。",
        "另一位老师签到这个班，或学生都点到名",
    )


def _last(says: str, satisfied_by: str) -> Refusal:
    return Refusal("last_adult_on_duty", says, clause="附.11", satisfied_by=satisfied_by)


def _adults(session: Session, *, leaving: Duty) -> list[Duty]:
    return list(Duty.objects.filter(session=session, in_at__isnull=False, out_at=None).exclude(pk=leaving.pk))
