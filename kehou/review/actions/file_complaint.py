"""A guardian complains under their own name."""

from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people.permits import guardian_of
from kehou.people.queries import pupil
from kehou.review.actions.complaints import demand_words, keep


@action(allow=[guardian_of("child_id")])
def file_complaint(act: Act, *, child_id: int, text: str, receipt: str, about: str = "") -> int:
    """To the child's school. about: the clause it concerns, or "". The school sees who wrote.

    Refusals, in order: text_missing, unknown_clause, bad_receipt, no_term.
    Source: wuhai-2021-92 八.5b, 三.1.
    """
    child = pupil(child_id)
    if child is None:
        raise NotYours
    demand_words(text, about, receipt)
    return keep(act, child.school_id, text=text, about=about, receipt=receipt, account_id=act.account_id).pk
