"""A consent on paper, typed in by the school; it counts only when the guardian has confirmed it (二.1)."""

from kehou.enrol.actions.consents import write_consent
from kehou.enrol.texts import CURRENT
from kehou.kernel import outbox
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people import queries as people
from kehou.people.permits import at_school_of


@action(allow=[at_school_of("people.Pupil", "child_id", "coordinator")])
def record_paper_consent(act: Act, *, child_id: int, term_id: int) -> int:
    """Type in one child's paper. There is no way to type in a class at once."""
    consent_id = write_consent(
        act, child_id=child_id, term_id=term_id, kind="join", by="staff", text_version=CURRENT.version
    )
    guardians = people.guardian_accounts([child_id], act.at).get(child_id, [])
    outbox.tell(
        act,
        guardians,
        kind="paper_consent",
        title="请确认一份自愿参加确认书",
        body="学校录入了您签的纸质确认书。您确认之后才算数；没签过，请点不参加。",
        link="consent",
    )
    return consent_id
