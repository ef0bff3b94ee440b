"""Findings and complaints for tests. A finding comes from a real afternoon that went wrong."""

from datetime import date, datetime, timedelta
from typing import Any

from kehou.day.models import Session
from kehou.org.models import School
from kehou.org.rows import scope
from kehou.people.models import Account, Pupil
from kehou.review.actions.complaints import new_receipt
from kehou.review.actions.file_complaint import file_complaint
from kehou.review.models import Complaint, Finding
from tests.make.people import act_of, term_of


def make_finding(school: School, at: datetime, **more: Any) -> Finding:
    """As a scan would have kept it; what is not given is an early end."""
    given: dict[str, Any] = {
        "clause": "附.5", "rule": "early-end", "level": "find", "origin": "record", "date": at.date() - timedelta(days=1),
        "where": "session:1", "subject": "10月27日 16:10",
        "says": "10月27日 16:10 的课应到 17:10，16:45 就结束了，早了 25 分钟，没有写原因。",
        "satisfied_by": "按时结束；不得已提前，写明原因。", "evidence": {"minutes_early": 25}, "opened_at": at,
        "due_on": date(2026, 11, 4), "state": "open",
    } | more  # fmt: skip
    given.setdefault("key", f"{given['rule']}@{given['where']}")
    return Finding.objects.create(**scope(school.pk), term=term_of(school), **given)


def end_early(session: Session, at: datetime) -> None:
    """What no deed allows and a corrected record may still say: it ended early, without a word."""
    Session.objects.filter(pk=session.pk).update(
        started_at=session.planned_start, ended_at=at, state="ended", early_reason="", rolled_at=session.planned_start
    )


def complain(guardian: Account, child: Pupil, at: datetime, text: str = "收费标准没有公示", **more: Any) -> Complaint:
    number = file_complaint(act_of(guardian, at), child_id=child.pk, text=text, receipt=new_receipt(), **more)
    return Complaint.objects.get(pk=number)
