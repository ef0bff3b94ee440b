"""A guardian's tie ends: custody changed, or the roll was wrong. From the next request on it opens nothing (I21)."""

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.people.models import Guardianship, Pupil
from kehou.people.permits import at_school, live


@action(allow=[at_school("coordinator", "principal")])
def end_guardian(act: Act, *, school_id: int, guardianship_id: int, evidence: str) -> None:
    """Errors, in this order: NotYours; no_evidence; last_guardian: a child keeps at least one."""
    tie = Guardianship.objects.filter(live(act.at), pk=guardianship_id, school_id=school_id).first()
    if tie is None:
        raise NotYours
    lock_row(Pupil, tie.pupil_id)  # two ties may be ended in the same instant
    evidence = evidence.strip()
    if not evidence or len(evidence) > 80:
        says = "请写凭什么停，例如“法院判决书”"
        raise Refusal("no_evidence", says, fields={"evidence": says})
    if not Guardianship.objects.filter(live(act.at), pupil_id=tie.pupil_id).exclude(pk=tie.pk).exists():
        raise Refusal("last_guardian", "这是孩子最后一位监护人。先加上新的监护人，再停这一位")
    Guardianship.objects.filter(pk=tie.pk).update(until=act.at, end_evidence=evidence)
