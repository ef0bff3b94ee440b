"""A session does not take place."""

from kehou.day import charge
from kehou.day.locking import lock_session
from kehou.day.models import Alarm, Presence, Session
from kehou.day.permits import leads
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.clock import LOCAL
from kehou.kernel.outbox import News, tell_each
from kehou.kernel.secrets import opaque_id
from kehou.people import queries as people


@action(allow=[leads])
def cancel_session(act: Act, *, session_id: int, reason: str) -> int:
    """Cancel with a reason; the families are told. Answers the number of children concerned.

    Refusals, in order: session_cancelled, day_closed, reason_missing (附.5), children_present (附.11).
    """
    session = lock_session(session_id)
    if not reason.strip():
        raise Refusal(
            "reason_missing", "取消一次课要写原因，家长会看到", clause="附.5", fields={"reason": "写一句原因"}
        )
    present = len(charge.in_the_room([session.pk]))
    if present:
        raise Refusal(
            "children_present",
            f"还有 {present} 名学生在这个班，先交接离校或转到别的班，再取消",
            clause="附.11",
            satisfied_by="学生都已交接离校或转到下一个班",
        )
    Session.objects.filter(pk=session.pk).update(state="cancelled", early_reason=reason.strip())
    Alarm.objects.filter(session=session, resolved_at=None).update(resolved_at=act.at)
    children = list(Presence.objects.filter(session=session, state="expected").values_list("pupil_id", flat=True))
    _tell(act, session, children, reason.strip())
    return len(children)


def _tell(act: Act, session: Session, children: list[int], reason: str) -> None:
    """Each family of its own child: whose lesson, which one, when it would have been, and why it is not."""
    guardians = people.guardian_accounts(children, act.at)
    starts, ends = (moment.astimezone(LOCAL) for moment in (session.planned_start, session.planned_end))
    news = [
        News(
            guardians.get(child.id, []),
            title=f"{people.given_name(child.name)}今天的{session.section.name}取消了",
            body=f"{starts:%H:%M}–{ends:%H:%M} 不上。原因：{reason}。请留意接孩子的时间",
            once=f"cancelled:{session.pk}:{child.id}",
            link=f"/family/{opaque_id('pupil', child.id)}/today/",
        )
        for child in people.pupils(session.school_id, ids=children)
    ]
    tell_each(act, news, kind="session_cancelled", school_id=session.school_id, urgent=True)
