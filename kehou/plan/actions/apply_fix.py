"""Apply the one certain correction of a problem, at a tap."""

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people.permits import at_school
from kehou.plan.actions.save_part import note_change
from kehou.plan.fixes import fix_for
from kehou.plan.judging import judge_document
from kehou.plan.parts import PARTS
from kehou.plan.versions import demand_open, lock_version


@action(allow=[at_school("coordinator", "principal")])
def apply_fix(act: Act, *, school_id: int, version_id: int, rule: str, where: str) -> dict[str, int]:
    """Returns {"revision": …}.

    rule, where: the problem as the panel showed it; it is judged again, so that only what still stands is corrected.
    Errors: Refusal where it is gone, or has no certain correction.
    """
    version = lock_version(school_id, version_id)
    demand_open(version)
    judgement = judge_document(
        version.document,
        school_id=school_id,
        district_id=version.district_id,
        term_id=version.term_id,
        today=act.today,
    )
    problem = next((p for p in judgement.problems if (p.rule, p.where) == (rule, where)), None)
    fix = fix_for(problem, version.document) if problem else None
    if fix is None:
        raise Refusal("nothing_to_fix", "这个问题已经不在了，没有改动", satisfied_by="看右边最新的问题")
    touched = tuple(
        part.name for part in PARTS if any(fix.document.get(key) != version.document.get(key) for key in part.keys)
    )
    version.document = fix.document
    note_change(version, act, touched)
    return {"revision": version.revision}
