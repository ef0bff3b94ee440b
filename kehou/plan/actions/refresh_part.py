"""Take a part of the draft from what the system knows now: roll, survey, committee, applications."""

from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people.permits import at_school
from kehou.plan.actions.save_part import note_change
from kehou.plan.documents import written
from kehou.plan.prefill import known_part
from kehou.plan.versions import demand_open, lock_version


@action(allow=[at_school("coordinator", "principal")])
def refresh_part(act: Act, *, school_id: int, version_id: int, part: str) -> dict[str, int]:
    """Returns {"revision": …}. What the system does not know stays as it was written.

    part: one of prefill.REFRESHED_PARTS.
    """
    version = lock_version(school_id, version_id)
    demand_open(version)
    known = known_part(part, school_id=school_id, term_id=version.term_id, at=act.at, document=version.document)
    document = written(version.document, known)
    if document != version.document:
        version.document = document
        note_change(version, act, (part,))
    return {"revision": version.revision}
