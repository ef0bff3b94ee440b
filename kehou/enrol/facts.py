"""Consents and places as policy facts, under pseudonyms (s00012 a pupil; sections by number)."""

from collections.abc import Mapping
from datetime import datetime

from kehou.enrol.models import Consent, FeltCount, WishOutcome
from kehou.kernel.clock import LOCAL
from kehou.people import queries as people
from kehou.policy.facts import records

REASONS = {
    "full": "名额已满，在候补",
    "closed": "人数不够，没有开班",
    "better": "同一时间录取了更靠前的志愿",
    "quota": "已达每周门数",
    "grade": "不对这个年级开放",
    "prerequisite": "先修课没有学完",
    "fixed_block": "那段时间另有安排",
}


def pupil_key(number: int) -> str:
    return f"s{number:05d}"


def consents(school_id: int, term_id: int) -> tuple[records.ConsentAct, ...]:
    """Every act, in order. SQL: 3.

    Which answer stands beside which act is not known: the tally's answers are dealt out in the order of their names to
    those who answered. The rules only count them (附.3, 附.4).
    """
    numbers = people.pupil_numbers(school_id)
    rows = Consent.objects.filter(school_id=school_id, term_id=term_id).order_by("at", "pk")
    tallies = FeltCount.objects.filter(school_id=school_id, term_id=term_id).order_by("felt")
    answers = (felt for felt, count in tallies.values_list("felt", "answers") for _ in range(count))
    fields = ("pupil_id", "at", "act", "by", "device", "text_version", "confirmed_at", "answered", "pk")
    return tuple(
        records.ConsentAct(
            student=pupil_key(numbers[pupil]),
            at=_local(at),
            act=act,
            by=by,
            device=device,
            text_version=text,
            confirmed=_local(confirmed) if confirmed else None,
            answered_anonymously=next(answers, "") if answered else "",
            source=f"consent:{pk}",
        )
        for pupil, at, act, by, device, text, confirmed, answered, pk in rows.values_list(*fields)
    )


def _local(moment: datetime) -> datetime:
    return moment.astimezone(LOCAL).replace(tzinfo=None)


def _why_not(result: str, reason: Mapping[str, object]) -> str:
    """Why there is no seat; "" where there is one, or where nobody wrote down why: then the rule asks (二.3)."""
    answer = str(reason.get("answer", ""))
    return REASONS.get(answer, "没有录取") if answer and result != "seat" else ""


def seats(school_id: int, term_id: int) -> tuple[records.SeatResult, ...]:
    """What became of every wish of the term's rounds, by child and rank; the group is told, never its reason. SQL: 2."""
    numbers = people.pupil_numbers(school_id)
    rows = WishOutcome.objects.filter(school_id=school_id, round__term_id=term_id)
    fields = ("pupil_id", "section__number", "rank", "group", "lottery", "result", "reason", "pk")
    return tuple(
        records.SeatResult(
            student=pupil_key(numbers[pupil]),
            section=str(section),
            rank=rank,
            group=str(group),
            lottery=str(lottery or ""),
            result=result,
            reason=_why_not(result, reason),
            source=f"outcome:{pk}",
        )
        for pupil, section, rank, group, lottery, result, reason, pk in rows.order_by(
            "round_id", "pupil__number", "rank", "pk"
        ).values_list(*fields)
    )
