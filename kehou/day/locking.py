"""The parents that are locked before anything about a day is decided.

The school: its day is planned once. The session: "an adult remains", "the day stays closed". The child: who may take it
home. Where two are needed they come in that order, child before session, so that two deeds never wait for each other.
"""

from collections.abc import Iterable

from django.apps import apps

from kehou.day.models import DayClose, Session
from kehou.ground.refusal import Refusal
from kehou.kernel.lock import lock_row


def lock_session(session_id: int, *, closed_too: bool = False) -> Session:
    """The session, locked. Refusals, in order: session_cancelled, day_closed (not with closed_too)."""
    session = lock_row(Session, session_id)
    if session.state == "cancelled":
        raise Refusal("session_cancelled", "这次课已经取消，不能再记")
    if not closed_too and DayClose.objects.filter(school_id=session.school_id, date=session.date).exists():
        raise Refusal(
            "day_closed",
            "这一天已经关账，不能再点名或交接。要改，请值守组长更正并写明原因",
            satisfied_by="值守组长用“更正”补记，原来的记录会留着",
        )
    return session


def lock_sessions(session_ids: list[int]) -> list[Session]:
    """Several, always in the order of their ids. Refusals as lock_session."""
    return [lock_session(session_id) for session_id in sorted(set(session_ids))]


def lock_school(school_id: int) -> None:
    """Serialise planning a school's day."""
    lock_row(apps.get_model("org", "School"), school_id)


def lock_child(child_id: int) -> None:
    """Serialise releasing a child with every change of who may take it (I11)."""
    lock_row(apps.get_model("people", "Pupil"), child_id)


def lock_children(child_ids: Iterable[int]) -> None:
    """Several at once, in the order of their ids. SQL: 1."""
    rows = apps.get_model("people", "Pupil").objects.select_for_update().filter(pk__in=list(child_ids)).order_by("pk")
    list(rows.values_list("pk", flat=True))
