"""A consent on paper, typed in by the school; it counts only when the guardian has confirmed it (二.1)."""

from kehou.enrol.actions.consents import write_consent
from kehou.enrol.locking import lock_child
from kehou.enrol.queries import decision
from kehou.enrol.texts import CURRENT
from kehou.ground.refusal import Refusal
from kehou.kernel import outbox
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.secrets import opaque_id
from kehou.people import queries as people
from kehou.people.permits import at_school_of


@action(allow=[at_school_of("people.Pupil", "child_id", "coordinator")])
def record_paper_consent(act: Act, *, child_id: int, term_id: int) -> int:
    """Type in one child's paper. There is no way to type in a class at once. Returns the consent.

    Errors, in this order: joined_already, paper_waits, nobody_confirms (no guardian has an account to confirm with).
    """
    lock_child(child_id)
    now = decision(child_id, term_id)
    if now.joins:
        raise Refusal("joined_already", "家长已经在手机上确认参加了，不用再录", clause="二.1")
    if now.paper_id is not None:
        raise Refusal("paper_waits", "这份纸质确认书已经录入，等家长确认", clause="二.1")
    guardians = people.guardian_accounts([child_id], act.at).get(child_id, [])
    if not guardians:
        raise Refusal(
            "nobody_confirms",
            "这个孩子还没有家长开通账号，录了也没有人能确认",
            clause="二.1",
            satisfied_by="先把开通码交给家长，家长开通后可以直接在手机上确认。",
        )
    consent_id = write_consent(
        act, child_id=child_id, term_id=term_id, kind="join", by="staff", text_version=CURRENT.version
    )
    outbox.tell(
        act,
        guardians,
        kind="paper_consent",
        title="请确认一份自愿参加确认书",
        body="学校录入了您签的纸质确认书。您确认之后才算数；没签过，请点不参加。",
        link=f"/family/{opaque_id('pupil', child_id)}/consent/",
    )
    return consent_id
