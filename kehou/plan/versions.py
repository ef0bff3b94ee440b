"""What every deed about a version asks first."""

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.lock import lock_row
from kehou.plan.documents import promise_digest
from kehou.plan.models import Meeting, PlanVersion

OPEN_STATES = ("draft", "decided", "returned")
"""States in which the school may change the document."""


def lock_version(school_id: int, version_id: int) -> PlanVersion:
    """The version, locked. Errors: NotYours where it belongs to another school."""
    version = lock_row(PlanVersion, version_id)
    if version.school_id != school_id:
        raise NotYours
    return version


def demand_open(version: PlanVersion) -> None:
    """Errors: Refusal while others decide about the version, and for good once it is filed."""
    name = f"第{version.number}版"
    if version.state == "voting":
        raise Refusal(
            "plan_being_voted_on",
            f"家委会正在表决{name}，表决期间不能改",
            clause="八.3b",
            satisfied_by="等表决结束；要改内容，先撤回这次表决",
        )
    if version.state == "submitted":
        raise Refusal(
            "plan_with_district",
            f"{name}已经报到区里，答复之前不能改",
            clause="八.1",
            satisfied_by="等区里备案或退回；退回以后可以改",
        )
    if version.state == "filed":
        raise Refusal(
            "plan_filed", f"{name}已经备案，不能再改", clause="八.1", satisfied_by=f"另起一版，从{name}接着写"
        )


def is_decided(version: PlanVersion) -> bool:
    """Whether the parents' committee passed exactly what the document promises now. SQL: 1."""
    return Meeting.objects.filter(version=version, passed=True, covers=promise_digest(version.document)).exists()


def changed(version: PlanVersion) -> None:
    """Set the state that follows from a change of the document: a decision covers only what was voted on."""
    if version.state != "returned":
        version.state = "decided" if is_decided(version) else "draft"
