"""Call the roll (点名): everyone is preset present, exceptions are tapped, one deed finishes it."""

from collections.abc import Mapping
from datetime import datetime

from kehou.day.actions import sounding
from kehou.day.actions.marking import record
from kehou.day.actions.sign_in_adult import take_charge
from kehou.day.locking import lock_session, lock_sessions
from kehou.day.models import Duty, Presence, Session
from kehou.day.permits import leads, on_duty
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import tell
from kehou.kernel.secrets import opaque_id
from kehou.people import queries as people


@action(allow=[on_duty(), leads])
def finish_roll_call(act: Act, *, session_id: int, marks: Mapping[int, str]) -> dict[str, int]:
    """Record who is there; answers the counts present, leave, absent.

    marks: pupil → present | late | absent, exceptions only. Who is not named is present, or on leave where a guardian
    asked; when the roll is taken again on the same day, who is not named stays as called. Only changes become events.
    Absent children without leave raise an alarm to the duty leader, and their guardians are told, in the same
    transaction (I10).
    Refusals, in order: session_cancelled, day_closed, roll_closed, not_on_roster, not_cleared, nobody_on_duty (附.11).
    """
    elsewhere = _rooms_to_leave(session_id)
    lock_sessions([session_id, *elsewhere])
    session = lock_session(session_id)
    if session.date != act.today:
        raise Refusal("roll_closed", "点名只能当天改。现在要改，请值守组长更正并写明原因")
    _demand_adult(act, session)
    rows = list(Presence.objects.filter(session=session))
    _write(act, session, rows, {int(pupil): mark for pupil, mark in marks.items()}, _from_earlier(session, rows))
    if session.rolled_at is None and rows:  # of nobody no roll can be called
        session.rolled_at = act.at
        session.save(update_fields=["rolled_at"])
        sounding.settle(act, session.pk, "not_started")
    _tell_absences(act, session, rows)
    return {state: sum(row.state == state for row in rows) for state in ("present", "leave", "absent")}


def _demand_adult(act: Act, session: Session) -> None:
    """Whoever calls the roll is there: a teacher on the list who forgot to sign in is signed in now."""
    if Duty.objects.filter(session=session, in_at__isnull=False, out_at=None).exists():
        return
    mine = Duty.objects.filter(session=session, staff__account_id=act.account_id, out_at=None).first()
    if mine is None:
        raise Refusal(
            "nobody_on_duty",
            "这个班还没有老师签到，不能点名。请老师先签到，或派一位老师来",
            clause="附.11",
            satisfied_by="一位老师在这个班签到",
        )
    take_charge(act, session, mine.staff_id)
    session.refresh_from_db()


def _rooms_to_leave(session_id: int) -> list[int]:
    """Other sessions of the day in which children of this one stand as present: seen here, they have left there."""
    day = Session.objects.filter(pk=session_id).values("date")
    here = Presence.objects.filter(session_id=session_id).values("pupil_id")
    there = Presence.objects.filter(pupil_id__in=here, session__date__in=day, state="present", out_at=None)
    return list(there.exclude(session_id=session_id).values_list("session_id", flat=True).distinct())


def _from_earlier(session: Session, rows: list[Presence]) -> set[int]:
    """Children who were in an earlier session of the day: they arrive when they are seen, not when this one began."""
    came = Presence.objects.filter(
        pupil_id__in={row.pupil_id for row in rows}, session__date=session.date,
        session__planned_start__lte=session.planned_start, state="present",
    ).exclude(session=session)  # fmt: skip
    return set(came.values_list("pupil_id", flat=True))


def _write(act: Act, session: Session, rows: list[Presence], marks: Mapping[int, str], arrived: set[int]) -> None:
    seen: dict[str, list[Presence]] = {"present": [], "late": [], "absent": []}
    for row in rows:
        if row.out_at is not None:
            continue  # gone already; a mistake there is corrected, not called again
        mark = marks.get(row.pupil_id, "present" if row.state == "expected" else row.state)
        if mark != row.state and not (mark == "late" and row.state == "present"):
            # found after having been called absent, or while on leave: the child came now
            seen["late" if mark == "present" and row.state in ("absent", "leave") else mark].append(row)
    found = [row.pupil_id for kind in ("present", "late") for row in seen[kind]]
    _send_on(act, session, found)
    began = min(act.at, session.planned_start)
    on_time = {p: {"in_at": (act.at if p in arrived else began).isoformat()} for p in found}
    now = {p: {"in_at": act.at.isoformat()} for p in found}
    record(act, seen["present"], "present", on_time)
    record(act, seen["late"], "late", now)
    record(act, seen["absent"], "absent", {})
    sounding.settle(act, session.pk, "unexplained", found)


def _send_on(act: Act, session: Session, found: list[int]) -> None:
    """Seen here means left there: nobody is in two rooms (I10)."""
    there = Presence.objects.filter(
        pupil_id__in=found, session__date=session.date, state="present", out_at=None
    ).exclude(session=session)  # fmt: skip
    by_room: dict[int, list[Presence]] = {}
    for row in there:
        by_room.setdefault(row.session_id, []).append(row)
    for rows in by_room.values():
        record(act, rows, "move_on", {row.pupil_id: {"to": session.pk} for row in rows})


def _tell_absences(act: Act, session: Session, rows: list[Presence]) -> None:
    absent = [row.pupil_id for row in rows if row.state == "absent"]
    new = [
        child
        for child in absent
        if sounding.sound(act, session, "unexplained", since=_due(act, session), pupil_id=child)
    ]
    if not new:
        return
    guardians = people.guardian_accounts(new, act.at)
    for child in people.pupils(session.school_id, ids=new):
        tell(
            act, guardians.get(child.id, []), kind="absent", school_id=session.school_id, urgent=True,
            title=f"{people.given_name(child.name)}没有到课后服务",
            body="点名时没有见到孩子，也没有请假。请马上看一下孩子在哪，再告诉学校",
            link=f"/family/{opaque_id('pupil', child.id)}/today/", once=f"absent:{session.pk}:{child.id}",
        )  # fmt: skip


def _due(act: Act, session: Session) -> datetime:
    return min(act.at, session.planned_start)
