"""What a signed complaint and an anonymous tip have in common."""

from datetime import datetime, time

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.clock import LOCAL
from kehou.kernel.outbox import tell
from kehou.kernel.secrets import ALPHABET, code_hash, one_time_code
from kehou.org import queries as org
from kehou.org.rows import scope
from kehou.people.queries import accounts_with_role, officers
from kehou.policy.pack import quote
from kehou.review.deadlines import COMPLAINT_DAYS, due_after
from kehou.review.locking import lock_school
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


def keep(act: Act, school_id: int, *, text: str, about: str, receipt: str, account_id: int | None) -> Complaint:
    """Number it, count its days, tell the school's office and the district that one is there (never its words)."""
    lock_school(school_id)
    term = org.term_on(school_id, act.today)
    if term is None:
        raise Refusal("no_term", "这所学校还没有开课后服务")
    last = Complaint.objects.filter(school_id=school_id).order_by("-number").values_list("number", flat=True).first()
    # Of an anonymous one the day is enough: a minute could be matched with who sat at a screen.
    at = act.at if account_id else datetime.combine(act.today, time(), LOCAL)
    district_id = scope(school_id)["district_id"]
    row = Complaint.objects.create(
        **scope(school_id),
        number=(last or 0) + 1,
        term_id=term.id,
        about=about,
        text=text.strip()[:2000],
        account_id=account_id,
        receipt_hash=receipt_hash(receipt),
        at=at,
        due_on=due_after(district_id, act.today, COMPLAINT_DAYS),
        state="open",
    )
    tell(
        act,
        [*accounts_with_role(school_id, OFFICE, act.at), *officers(district_id, act.at)],
        kind="complaint_filed",
        title="收到一件投诉",
        body=f"最晚 {row.due_on.month}月{row.due_on.day}日 答复。",
        school_id=school_id,
        once=f"complaint:{row.pk}",
    )
    return row
