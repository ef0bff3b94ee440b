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


@action(allow=[system])
def write_list(act: Act, *, school_id: int, import_id: int) -> dict[str, int]:
    """Compare once more with what is stored now, write every difference, empty the file. Returns counts.

    Errors: Refusal not_applying; Refusal rows_refused where the school's people changed since the preview.
    """
    row = lock_row(Import, import_id)
    if row.state != "applying" or row.school_id != school_id:
        raise Refusal("not_applying", "这份名单没有等着写入")
    found = compare(row)
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
