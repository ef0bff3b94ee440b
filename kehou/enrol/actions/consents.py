"""The one place where an act on taking part is written down, and what follows from it."""

from kehou.enrol.actions.seating import leave_all_seats
from kehou.enrol.models import Consent
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.org.rows import scope
from kehou.people import queries as people


def write_consent(
    act: Act, *, child_id: int, term_id: int, kind: str, by: str = "guardian", text_version: str, felt: str = ""
) -> int:
    """Add one row. After a decline or a withdrawal the child's seats are free at once."""
    child = people.pupil(child_id)
    if child is None:
        raise NotYours
    row = Consent.objects.create(
        **scope(child.school_id),
        term_id=term_id,
        pupil_id=child_id,
        act=kind,
        by=by,
        account_id=act.account_id,
        at=act.at,
        device=act.device,
        text_version=text_version,
        felt=felt,
    )
    if kind != "join" and by == "guardian":
        leave_all_seats(act, child_id=child_id, term_id=term_id)
    return row.pk


def require_text(text_version: str, current: str) -> None:
    """Errors: Refusal where the words have changed since the page was opened."""
    if text_version != current:
        raise Refusal("text_changed", "确认书的文字刚刚更新过，请重新看一遍再决定", clause="二.1")
