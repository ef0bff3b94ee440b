"""By night the system takes the tips of the days before out of the letter box, all at once and in no order of theirs."""

from datetime import datetime, time

from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.clock import LOCAL
from kehou.kernel.permit import system
from kehou.review.actions.complaints import next_number, tell_who_answers
from kehou.review.deadlines import COMPLAINT_DAYS, due_after
from kehou.review.locking import lock_school
from kehou.review.models import Complaint, Tip


@action(allow=[system])
def empty_letter_box(act: Act, *, school_id: int) -> int:
    """Tips become complaints to be answered; the office and the district are told once. How many.

    Their order is that of their receipts' hashes, which says nothing; their days of answer count from the day each was
    dropped.
    """
    lock_school(school_id)
    tips = list(Tip.objects.filter(school_id=school_id, day__lt=act.today).order_by("receipt_hash"))
    number = next_number(school_id)
    due = {day: due_after(tips[0].district_id, day, COMPLAINT_DAYS) for day in {tip.day for tip in tips}}
    Complaint.objects.bulk_create(
        [
            Complaint(
                district_id=tip.district_id,
                school_id=school_id,
                number=number + place,
                term_id=tip.term_id,
                about=tip.about,
                text=tip.text,
                receipt_hash=tip.receipt_hash,
                at=datetime.combine(tip.day, time(), LOCAL),
                due_on=due[tip.day],
                state="open",
            )
            for place, tip in enumerate(tips)
        ]
    )
    Tip.objects.filter(receipt_hash__in=[tip.receipt_hash for tip in tips]).delete()
    if tips:
        title = f"收到 {len(tips)} 件不留姓名的投诉"
        tell_who_answers(act, school_id, min(due.values()), title=title, once=f"letter_box:{school_id}:{act.today}")
    return len(tips)
