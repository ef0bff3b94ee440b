"""Anybody says something about a school without a name."""

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import anyone
from kehou.org import queries as org
from kehou.org.rows import scope
from kehou.review.actions.admitting import admit
from kehou.review.actions.complaints import clean, demand_words, receipt_hash
from kehou.review.models import Complaint, Tip


@action(allow=[anyone], nameless=True)
def drop_tip(act: Act, *, school_id: int, text: str, receipt: str, origin: int, about: str = "") -> None:
    """Into the letter box, which is emptied by night: until then nobody is told, and nothing anywhere keeps the minute.

    The receipt is what makes a double tap one tip; an idempotency key would keep the moment.
    origin: about where it comes from (throttle.origin_of), for counting only.
    Refusals, in order: text_missing, unknown_clause, bad_receipt, no_term, receipt_used, too_many_tips.
    Source: wuhai-2021-92 八.5b; guarantees, anonymous answers.
    """
    demand_words(text, about, receipt)
    term = org.term_on(school_id, act.today)
    if term is None:
        raise Refusal("no_term", "这所学校还没有开课后服务")
    hashed = receipt_hash(receipt)
    said = Complaint.objects.filter(receipt_hash=hashed).values_list("text", flat=True).first()
    if said is None:
        tip, new = Tip.objects.get_or_create(
            receipt_hash=hashed,
            defaults={**scope(school_id), "term_id": term.id, "about": about, "text": clean(text), "day": act.today},
        )
        if new:
            admit(act, school_id, origin)
            return
        said = tip.text
    if said != clean(text):
        raise Refusal("receipt_used", "这张表已经送出过，写的是别的事。请刷新页面再写一次")
