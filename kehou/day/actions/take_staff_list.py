"""A confirmed staff list is written, once nobody it no longer names has children in their charge (附.11, I9)."""

from kehou.day.actions.let_adult_go import demand_no_children, lock_adults
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system
from kehou.people.accounts import not_on_list
from kehou.people.actions.write_list import write_list
from kehou.people.imports import Progress
from kehou.people.roll.staff_list import ParsedStaff


@action(allow=[system])
def take_staff_list(
    act: Act, *, school_id: int, import_id: int, parsed: ParsedStaff, progress: Progress | None = None
) -> dict[str, int]:
    """As `people.actions.write_list`, which writes it. A list leaves people out by the dozen and by mistake.

    Refusals: still_in_a_session (附.11), then those of write_list.
    """
    leaving = not_on_list(school_id, parsed)
    lock_adults(tuple(staff_id for who in leaving for staff_id in who.staff_ids))
    for who in leaving:
        demand_no_children(act, who)
    return write_list(
        act.as_system("take_staff_list"), school_id=school_id, import_id=import_id, parsed=parsed, progress=progress
    )
