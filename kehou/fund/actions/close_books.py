"""The checker closes the ledger through a day: nothing more is posted there (I5)."""

from datetime import date

from kehou.fund.actions.posting import lock_book
from kehou.fund.permits import CHECKER
from kehou.ground.refusal import Refusal
from kehou.ground.school_day import date_text
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people.permits import at_school


@action(allow=[at_school(CHECKER)])
def close_books(act: Act, *, school_id: int, through: date) -> None:
    """Refusals, in order: not_over_yet, closed_already."""
    book = lock_book(school_id)
    if through > act.today:
        says = f"{date_text(through)}还没有过完，不能结账"
        raise Refusal("not_over_yet", says, fields={"through": says})
    if book.closed_through is not None and through <= book.closed_through:
        says = f"账已经结到 {date_text(book.closed_through)}"
        raise Refusal("closed_already", says, fields={"through": says})
    book.closed_through = through
    book.save(update_fields=["closed_through"])
