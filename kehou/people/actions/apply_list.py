"""A person looked at the preview and wants it written."""

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.people.models import Import
from kehou.people.permits import at_school

GONE_PERCENT = 5
"""More of the school's people gone than this, and a second person must look."""


@action(allow=[at_school("coordinator", "principal")])
def apply_list(act: Act, *, school_id: int, import_id: int) -> str:
    """Returns "applying", or "second_person" where another person must confirm first. Writing is `write_list`'s.

    Errors, in this order: NotYours; not_ready; rows_refused: one row that cannot be taken over stops the whole list.
    """
    row = lock_row(Import, import_id)
    if row.school_id != school_id:
        raise NotYours
    if row.state != "preview":
        raise Refusal("not_ready", "这份名单不在等确认的状态，请刷新页面")
    if row.counts.get("refused"):
        raise Refusal(
            "rows_refused",
            f"有 {row.counts['refused']} 行不能读，整份名单都没有写入",
            satisfied_by="按提示改好表格里的格子，再传一次。",
        )
    many_gone = needs_second_person(row.counts)
    if many_gone and row.uploaded_by_id == act.account_id:
        return "second_person"
    Import.objects.filter(pk=row.pk).update(state="applying", second_person_id=act.account_id if many_gone else None)
    return "applying"


def needs_second_person(counts: dict[str, int]) -> bool:
    """Whether so many of the school's people are gone that the file is probably the wrong one."""
    before = counts["unchanged"] + counts["changed"] + counts["gone"]
    return counts["gone"] * 100 > before * GONE_PERCENT
