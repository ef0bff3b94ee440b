"""An adult takes charge of a session."""

from datetime import timedelta

from kehou.day.locking import lock_session
from kehou.day.models import Alarm, Duty, Session
from kehou.day.permits import beside, leads, own_duty
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people import queries as people
from kehou.people.queries import StaffInfo

EARLIEST = timedelta(minutes=60)


@action(allow=[own_duty, leads, beside])
def sign_in_adult(act: Act, *, session_id: int, staff_id: int) -> int:
    """Sign in to a session one is rostered for or was sent to; answers the duty. Twice is once.

    Whoever has no account is signed in by name, and the stay says by whom.

    Refusals, in order: session_cancelled, day_closed, not_on_roster (五.2), not_cleared (五.3), too_early.
    """
    session = lock_session(session_id)
    duty = take_charge(act, session, staff_id)
    return duty.pk


def take_charge(act: Act, session: Session, staff_id: int) -> Duty:
    """Inside another deed, with the session locked. Refusals: not_on_roster, not_cleared, too_early."""
    stays = list(Duty.objects.filter(session=session, staff_id=staff_id).order_by("pk"))
    if not stays:
        raise Refusal(
            "not_on_roster",
            "您不在这次课的排班里，不能签到。请值守组长先派您来",
            clause="五.2",
            satisfied_by="排班里有您，或值守组长派您到这个班",
        )
    adult = _cleared(act, session, staff_id)
    if act.at < session.planned_start - EARLIEST:
        raise Refusal("too_early", "离上课还早，开课前一小时内再签到")
    live = next((stay for stay in stays if stay.out_at is None), None)
    if live is not None and live.in_at is not None:
        return live
    if live is None:  # back again after leaving: a stay of its own
        first = stays[0]
        live = Duty(
            district_id=session.district_id, school_id=session.school_id, session=session, staff_id=staff_id,
            planned=False, main=first.main, remote=first.remote, sent_at=first.sent_at, sent_by_id=first.sent_by_id,
        )  # fmt: skip
    live.in_at, live.in_by_id = act.at, somebody_else(act, adult.account_id)
    live.save()
    _open(act, session)
    return live


def somebody_else(act: Act, own_account_id: int | None) -> int | None:
    """The account that acts, where it is not the adult's own."""
    return None if act.actor.account_id == own_account_id else act.actor.account_id


def _cleared(act: Act, session: Session, staff_id: int) -> StaffInfo:
    found = people.staff(session.school_id, act.at, ids=[staff_id])
    problem = people.clearance_problem(found[0], session.date) if found else "这位人员已经不在本校"
    if problem:
        raise Refusal(
            "not_cleared",
            f"{problem}，今天不能带学生。请值守组长换人",
            clause="五.3",
            satisfied_by="无犯罪记录证明和资质都在有效期内",
        )
    return found[0]


def _open(act: Act, session: Session) -> None:
    """The first adult starts the session, not before its planned time; an alarm for want of an adult is over."""
    if session.started_at is None:
        session.started_at = max(act.at, session.planned_start)
        session.state = "running"
        session.save(update_fields=["started_at", "state"])
    Alarm.objects.filter(session=session, kind="uncovered", resolved_at=None).update(resolved_at=act.at)
