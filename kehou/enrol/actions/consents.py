"""The one place where an act on taking part is written down, and what follows from it."""

from kehou.enrol.actions.class_seats import seat_in_class
from kehou.enrol.actions.seating import leave_all_seats
from kehou.enrol.models import Consent, FeltCount
from kehou.enrol.queries import decision
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.org.rows import scope
from kehou.people import queries as people

FELT = ("free", "pressed", "discouraged")


def write_consent(act: Act, *, child_id: int, term_id: int, kind: str, by: str = "guardian", text_version: str) -> int:
    """Add one row. A join takes the child into its class's sections, a decline or a withdrawal frees its seats at once.

    The caller has locked the child. What is said already is not written twice.
    """
    child = people.pupil(child_id)
    if child is None:
        raise NotYours
    now = decision(child_id, term_id)
    if by == "guardian" and now.act == kind and now.paper_id is None and now.consent_id is not None:
        return now.consent_id
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
    )
    if by == "guardian" and kind == "join":
        seat_in_class(act, school_id=child.school_id, term_id=term_id, children=[child])
    elif by == "guardian":
        leave_all_seats(act, child_id=child_id, term_id=term_id)
    return row.pk


def require_text(text_version: str, current: str) -> None:
    """Errors: Refusal where the words have changed since the page was opened."""
    if text_version != current:
        raise Refusal("text_changed", "确认书的文字刚刚更新过，请重新看一遍再决定", clause="二.1")


def count_answer(consent_id: int, felt: str) -> None:
    """Count an answer once a consent; the tally has no way back to the child. Errors: Refusal answered_already."""
    if felt not in FELT:
        raise ValueError(f"one of {FELT}")
    row = Consent.objects.get(pk=consent_id)
    if not Consent.objects.filter(pk=consent_id, answered=False).update(answered=True):
        raise Refusal("answered_already", "已经答过了，谢谢", clause="附.3")
    tally, _ = FeltCount.objects.select_for_update().get_or_create(
        **scope(row.school_id), term_id=row.term_id, felt=felt
    )
    tally.answers += 1
    tally.save(update_fields=["answers"])
