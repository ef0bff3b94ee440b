"""A confirmed list is written as a whole, or not at all (I25)."""

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.kernel.permit import system
from kehou.people.actions.many_rows import Written
from kehou.people.actions.roll_rows import rows_to_write, write_pupils
from kehou.people.actions.staff_rows import write_staff
from kehou.people.imports import Progress, compare, counts_of, seen_as
from kehou.people.models import Import
from kehou.people.roll.parse import ParsedRoll
from kehou.people.roll.staff_list import ParsedStaff


@action(allow=[system])
def write_list(
    act: Act, *, school_id: int, import_id: int, parsed: ParsedRoll | ParsedStaff, progress: Progress | None = None
) -> dict[str, int]:
    """Compare once more with what is stored now, write every difference, empty the file. Returns counts.

    parsed: read before this transaction: others wait for it. progress: called with (rows written, rows in all).
    Errors: Refusal not_applying; rows_refused; list_outdated: the school's people are no longer those of the preview;
    last_one: the list leaves the school without coordinator and principal.
    """
    row = lock_row(Import, import_id)
    if row.state != "applying" or row.school_id != school_id:
        raise Refusal("not_applying", "这份名单没有等着写入")
    found = compare(school_id, parsed)
    if found.refused:
        raise Refusal("rows_refused", "名单里有不能读的行，没有写入")
    if row.diff.get("seen") != seen_as(found):
        raise Refusal("list_outdated", "您看过以后，学校的名册又有了变动，所以没有写入。请按现在的差异再看一遍、再确认")
    if row.kind == "roll":
        write_pupils(act, school_id, found, _counted(rows_to_write(found), progress) if progress else None)
    else:
        write_staff(act, school_id, found)
    counts = counts_of(found)
    Import.objects.filter(pk=row.pk).update(state="applied", applied_at=act.at, counts=counts, content="", diff={})
    return counts


def _counted(total: int, progress: Progress) -> Written:
    done = 0

    def written(rows: int) -> None:
        nonlocal done
        done += rows
        progress(done, total)

    return written


@action(allow=[system])
def put_back_list(act: Act, *, school_id: int, import_id: int, says: str, again: bool) -> None:
    """A list that could not be written: nothing of it was. again: its preview is made anew, else it is given up."""
    Import.objects.filter(pk=import_id, school_id=school_id, state="applying").update(
        state="reading" if again else "unreadable", says=says[:300]
    )
