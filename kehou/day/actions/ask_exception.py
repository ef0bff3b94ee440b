"""Somebody nobody named stands at the gate; a guardian agreed on the phone. The first of two of the staff writes it down."""

from kehou.day import release
from kehou.day.locking import lock_child, lock_session
from kehou.day.models import Presence, ReleaseException
from kehou.day.permits import leads, on_duty
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import tell
from kehou.org.rows import scope
from kehou.people import queries as people


@action(allow=[on_duty(), leads])
def ask_exception(act: Act, *, session_id: int, child_id: int, name: str, relation: str, guardianship_id: int) -> int:
    """Note who came and which guardian agreed; the child stays until a second person confirms. The leaders are told.

    Refusals, in order: session_cancelled, day_closed, name_missing, custody_block, not_a_guardian.
    """
    lock_child(child_id)
    session = lock_session(session_id)
    child = people.pupil(child_id)
    row = Presence.objects.filter(session=session, pupil_id=child_id, state="present", out_at=None).first()
    if row is None or child is None:
        raise NotYours
    if not name.strip() or not relation.strip():
        raise Refusal("name_missing", "写上来接的人的姓名和关系", fields={"name": "写姓名", "relation": "写关系"})
    guardians = people.guardians([child_id], act.at).get(child_id, [])
    blocked = release.blocked_names([child_id], act.at).get(child_id, frozenset())
    agreed = next((g for g in guardians if g.id == guardianship_id), None)
    case = release.Case(child.grade, blocked, guardian=agreed.name if agreed else None)
    release.demand_unblocked(case, name)
    release.demand_guardian(case)
    asked = ReleaseException.objects.create(
        **scope(session.school_id), session=session, pupil_id=child_id, name=" ".join(name.split())[:40],
        relation=relation.strip()[:20], guardianship_id=guardianship_id, asked_by_id=act.account_id, asked_at=act.at,
    )  # fmt: skip
    leaders = people.accounts_with_role(session.school_id, ["duty_leader", "coordinator"], act.at)
    tell(
        act, [a for a in leaders if a != act.account_id], kind="exception_asked", school_id=session.school_id, urgent=True,
        title="请到场确认一次接送", body=f"{session.section.name}：来接的人不在名单里，监护人电话同意，等第二位老师到场确认",
        link="/teacher/", once=f"exception:{asked.pk}",
    )  # fmt: skip
    return asked.pk
