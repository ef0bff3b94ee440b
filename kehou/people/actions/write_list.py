"""A confirmed list is written as a whole, or not at all (I25)."""

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.kernel.permit import system
from kehou.people.actions.roll_rows import write_pupils
from kehou.people.actions.staff_rows import write_staff
from kehou.people.imports import compare
from kehou.people.models import Import
from kehou.people.roll.parse import ParsedRoll
from kehou.people.roll.staff_list import ParsedStaff


@action(allow=[system])
def write_list(act: Act, *, school_id: int, import_id: int, parsed: ParsedRoll | ParsedStaff) -> dict[str, int]:
    """Compare once more with what is stored now, write every difference, empty the file. Returns counts.

    parsed: the same file, read before this transaction: reading takes longer than writing, and others wait.
    Errors: Refusal not_applying; rows_refused; last_one: the list leaves the school without coordinator and principal.
    """
    row = lock_row(Import, import_id)
    if row.state != "applying" or row.school_id != school_id:
        raise Refusal("not_applying", "这份名单没有等着写入")
    found = compare(school_id, parsed)
    if found.refused:
        raise Refusal("rows_refused", "名单里有不能读的行，没有写入")
    (write_pupils if row.kind == "roll" else write_staff)(act, school_id, found)
    counts = {
        "new": len(found.new),
        "changed": len(found.changed),
        "gone": len(found.gone),
        "unchanged": found.unchanged,
        "refused": 0,
    }
    Import.objects.filter(pk=row.pk).update(state="applied", applied_at=act.at, counts=counts, content="", diff={})
    return counts


@action(allow=[system])
def put_back_list(act: Act, *, school_id: int, import_id: int, says: str, again: bool) -> None:
    """A list that could not be written: nothing of it was. again: its preview is made anew, else it is given up."""
    Import.objects.filter(pk=import_id, school_id=school_id, state="applying").update(
        state="reading" if again else "unreadable", says=says[:300]
    )
