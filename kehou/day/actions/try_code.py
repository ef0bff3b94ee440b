"""Somebody at the gate shows a one-time code."""

from kehou.day.locking import lock_session
from kehou.day.models import CodeTry, Collector, Presence
from kehou.day.permits import gate, leads, on_duty
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.secrets import code_hash

TRIES = 5


@action(allow=[on_duty(), leads, gate])
def try_code(act: Act, *, session_id: int, code: str) -> dict[str, int | None]:
    """Find whom a code belongs to among the session's children; a wrong one is counted, so it must not be a refusal
    (which would undo the counting). Answers collector_id (None: no such code), child_id, tries_left.

    Refusals, in order: session_cancelled, day_closed, too_many_tries.
    """
    session = lock_session(session_id)
    wrong = CodeTry.objects.filter(session=session, collector=None).count()
    if wrong >= TRIES:
        raise Refusal(
            "too_many_tries",
            f"这个班今天输错了 {TRIES} 次接送码，已停用。请打电话给监护人核实",
            clause="八.5c",
            satisfied_by="监护人本人来接，或电话同意后由第二位老师到场确认",
        )
    children = Presence.objects.filter(session=session).values("pupil_id")
    found = Collector.objects.filter(
        pupil_id__in=children, only_on=act.today, code_hash=code_hash("collector", code), revoked_at=None
    ).first()
    CodeTry.objects.create(
        district_id=session.district_id, school_id=session.school_id, session=session, collector=found,
        account_id=act.account_id, at=act.at,
    )  # fmt: skip
    return {
        "collector_id": found.pk if found else None,
        "child_id": found.pupil_id if found else None,
        "tries_left": TRIES - wrong - (0 if found else 1),
    }
