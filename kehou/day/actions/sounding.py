"""Sound an alarm, tell its level, lay it to rest. No child's name in a message: whoever is called opens the board."""

from datetime import datetime

from kehou.day.alarms import TITLES
from kehou.day.models import Alarm, Session
from kehou.kernel.act import Act
from kehou.kernel.clock import LOCAL
from kehou.kernel.outbox import tell
from kehou.org.rows import scope
from kehou.people import queries as people


def sound(act: Act, session: Session, kind: str, *, since: datetime, pupil_id: int | None = None) -> Alarm | None:
    """A new alarm, its first level told; None where it is ringing already. The session is locked by the caller."""
    live = Alarm.objects.filter(session=session, kind=kind, resolved_at=None)
    if (live.filter(pupil=None) if pupil_id is None else live.filter(pupil_id=pupil_id)).exists():
        return None
    alarm = Alarm.objects.create(
        **scope(session.school_id), session=session, kind=kind, pupil_id=pupil_id, since=since, raised_at=act.at
    )
    tell_level(act, alarm, session)
    return alarm


def tell_level(act: Act, alarm: Alarm, session: Session) -> None:
    """Tell whoever stands on the alarm's level; the same level once."""
    started = session.planned_start.astimezone(LOCAL)
    place = f"{session.section.name}，{started:%H:%M} 的课"
    levels = (1, 2, 3) if alarm.level > 3 else (alarm.level,)
    accounts: set[int] = set()
    for level in levels:
        accounts |= set(_accounts(act, session, level))
    tell(
        act, sorted(accounts), kind=f"alarm_{alarm.kind}", school_id=session.school_id, urgent=True,
        title=TITLES[alarm.kind], body=f"{place}。请打开今日值守处理，并写明由谁去", link="/school/today/",
        once=f"alarm:{alarm.pk}:{alarm.level}",
    )  # fmt: skip


def _accounts(act: Act, session: Session, level: int) -> list[int]:
    if level == 1:
        leaders = people.accounts_with_role(session.school_id, ["duty_leader"], act.at)
        return leaders or people.accounts_with_role(session.school_id, ["coordinator"], act.at)
    if level == 2:
        return people.accounts_with_role(session.school_id, ["principal"], act.at)
    return people.officers(session.district_id, act.at)


def settle(act: Act, session_id: int, kind: str, pupil_ids: list[int] | None = None) -> None:
    """The cause is gone. Without pupils: the session's own alarm of this kind."""
    live = Alarm.objects.filter(session_id=session_id, kind=kind, resolved_at=None)
    live = live.filter(pupil=None) if pupil_ids is None else live.filter(pupil_id__in=pupil_ids)
    live.update(resolved_at=act.at)
