"""What the district's two answers have in common."""

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.lock import lock_row
from kehou.plan.documents import Document
from kehou.plan.models import Filing, PlanVersion
from kehou.plan.versions import lock_version


def lock_pending(school_id: int, filing_id: int) -> tuple[Filing, PlanVersion]:
    """A filing that waits for its answer, and its version, both locked.

    Errors: NotYours for another school's; Refusal where it is answered already.
    """
    filing = lock_row(Filing, filing_id)
    if filing.school_id != school_id:
        raise NotYours
    if filing.state != "pending":
        done = "备案" if filing.state == "accepted" else "退回"
        raise Refusal("filing_answered", f"这份方案已经{done}，不用再答复", clause="八.1")
    return filing, lock_version(school_id, filing.version_id)


def filed_before(version: PlanVersion) -> Document | None:
    """The document filed last before this version. SQL: 1."""
    versions = PlanVersion.objects.filter(
        school_id=version.school_id, term_id=version.term_id, state="filed", number__lt=version.number
    )
    return versions.order_by("-number").values_list("document", flat=True).first()
