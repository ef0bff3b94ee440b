"""An outside person's clearance and qualification as the new papers say (五.3)."""

from datetime import date

from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.people.actions.papers import demand_sound
from kehou.people.models import TEACHERS, StaffMember
from kehou.people.permits import at_school_of


@action(allow=[at_school_of("people.StaffMember", "staff_id", "coordinator", "principal")])
def renew_papers(
    act: Act,
    *,
    staff_id: int,
    qualification: str,
    qualified_until: date | None,
    cleared_on: date | None,
    cleared_until: date | None = None,
) -> None:
    """Errors: NotYours for a teacher of the school; then as in `papers`."""
    row = lock_row(StaffMember, staff_id)
    if row.role in TEACHERS:
        raise NotYours
    qualification = qualification.strip()
    row.cleared_until = demand_sound(
        row.school_id, row.role, act.today,
        qualification=qualification, cleared_on=cleared_on, cleared_until=cleared_until,
    )  # fmt: skip
    row.cleared_on, row.qualification, row.qualified_until = cleared_on, qualification[:60], qualified_until
    row.save(update_fields=["cleared_on", "cleared_until", "qualification", "qualified_until"])
