"""Consents and places as policy facts, under pseudonyms (s00012 a pupil; sections by number)."""

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


def _numbers(school_id: int) -> dict[int, int]:
    return {child.id: child.number for child in people.pupils(school_id, also_left=True)}


def consents(school_id: int, term_id: int) -> tuple[records.ConsentAct, ...]:
    """Every act, in order. SQL: 3.

    Which answer stands beside which act is not known: the tally's answers are dealt out in the order of their names to
    those who answered. The rules only count them (附.3, 附.4).
    """
    numbers = _numbers(school_id)
    rows = Consent.objects.filter(school_id=school_id, term_id=term_id).order_by("at", "pk")
    tallies = FeltCount.objects.filter(school_id=school_id, term_id=term_id).order_by("felt")
    answers = (felt for felt, count in tallies.values_list("felt", "answers") for _ in range(count))
    return tuple(
        records.ConsentAct(
            student=pupil_key(numbers[row.pupil_id]),
            at=row.at.astimezone(LOCAL).replace(tzinfo=None),
            act=row.act,
            by=row.by,
            device=row.device,
            text_version=row.text_version,
            confirmed=row.confirmed_at.astimezone(LOCAL).replace(tzinfo=None) if row.confirmed_at else None,
            answered_anonymously=next(answers, "") if row.answered else "",
            source=f"consent:{row.pk}",
        )
        for row in rows
    )


def seats(school_id: int, term_id: int) -> tuple[records.SeatResult, ...]:
    """What became of every wish of the term's rounds, by child and rank; the group is told, never its reason. SQL: 2."""
    numbers = _numbers(school_id)
    rows = WishOutcome.objects.filter(school_id=school_id, round__term_id=term_id).select_related("section")
    return tuple(
        records.SeatResult(
            student=pupil_key(numbers[row.pupil_id]),
            section=str(row.section.number),
            rank=row.rank,
            group=str(row.group),
            lottery=str(row.lottery or ""),
            result=row.result,
            reason="" if row.result == "seat" else REASONS.get(row.reason.get("answer", ""), "没有录取"),
            source=f"outcome:{row.pk}",
        )
        for row in rows.order_by("round_id", "pupil__number", "rank", "pk")
    )
