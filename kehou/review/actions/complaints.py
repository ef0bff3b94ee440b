"""What a signed complaint and an anonymous tip have in common."""

from datetime import date

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.outbox import tell
from kehou.kernel.secrets import ALPHABET, code_hash, one_time_code
from kehou.org.rows import scope
from kehou.people.queries import accounts_with_role, officers
from kehou.policy.pack import quote
from kehou.review.models import Complaint
from kehou.review.permits import OFFICE

RECEIPT_LENGTH = 12


def new_receipt() -> str:
    """A receipt to be handed in with the words, so that a double tap gets no second one; 60 bits."""
    return one_time_code(RECEIPT_LENGTH)


def receipt_hash(receipt: str) -> str:
    return code_hash("complaint", receipt)


def demand_words(text: str, about: str, receipt: str) -> None:
    """Refusals, in order: text_missing, unknown_clause, bad_receipt."""
    if len(text.strip()) < 4:
        raise Refusal("text_missing", "写一写是什么事", fields={"text": "写一写是什么事、哪天、在哪里"})
    if about and not quote(about)[0]:
        raise Refusal("unknown_clause", "选一个方面，或选“别的”", fields={"about": "选一个方面，或选“别的”"})
    if len(receipt) != RECEIPT_LENGTH or not set(receipt) <= set(ALPHABET):
        raise Refusal("bad_receipt", "这张表放太久了，请刷新页面再写一次")


def clean(text: str) -> str:
    return text.strip()[:2000]


def next_number(school_id: int) -> int:
    """Under lock_school. SQL: 1."""
    last = Complaint.objects.filter(school_id=school_id).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def tell_who_answers(act: Act, school_id: int, due_on: date, *, title: str, once: str) -> None:
    """The school's office and the district hear that something is there, never its words."""
    tell(
        act,
        [*accounts_with_role(school_id, OFFICE, act.at), *officers(scope(school_id)["district_id"], act.at)],
        kind="complaint_filed",
        title=title,
        body=f"最晚 {due_on.month}月{due_on.day}日 答复。",
        school_id=school_id,
        once=once,
    )
