"""A guardian complains under their own name."""

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org import queries as org
from kehou.org.rows import scope
from kehou.people.permits import guardian_of
from kehou.people.queries import pupil
from kehou.review.actions.complaints import clean, demand_words, next_number, receipt_hash, tell_who_answers
from kehou.review.deadlines import COMPLAINT_DAYS, due_after
from kehou.review.locking import lock_school
from kehou.review.models import Complaint


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
    school_id = child.school_id
    lock_school(school_id)
    term = org.term_on(school_id, act.today)
    if term is None:
        raise Refusal("no_term", "这所学校还没有开课后服务")
    own = scope(school_id)
    row = Complaint.objects.create(
        **own,
        number=next_number(school_id),
        term_id=term.id,
        about=about,
        text=clean(text),
        account_id=act.account_id,
        receipt_hash=receipt_hash(receipt),
        at=act.at,
        due_on=due_after(own["district_id"], act.today, COMPLAINT_DAYS),
        state="open",
    )
    tell_who_answers(act, school_id, row.due_on, title="收到一件投诉", once=f"complaint:{row.pk}")
    return row.pk
