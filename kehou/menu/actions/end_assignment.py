"""An adult is no longer in charge of a section on a weekday."""

from datetime import date

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.menu.models import RosterEntry
from kehou.people.permits import at_school_of


@action(allow=[at_school_of("menu.RosterEntry", "entry_id", "coordinator", "principal")])
def end_assignment(act: Act, *, section_id: int, entry_id: int, last_day: date | None = None) -> None:
    """last_day: the last date in charge, today where it is left out. Errors: NotYours for an entry of another section, day_is_past."""
    entry = lock_row(RosterEntry, entry_id)
    if entry.section_id != section_id:
        raise NotYours
    last_day = last_day or act.today
    if last_day < act.today:
        raise Refusal("day_is_past", "过去的班次不能改，最早从今天之后结束")
    if entry.until is None or entry.until > last_day:
        entry.until = last_day
        entry.save(update_fields=["until"])
