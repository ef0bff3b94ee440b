"""The draw (摇号): wishes become seats, waiting lists, reasons and messages in one commit."""

import hashlib
import json
from collections import Counter
from typing import Any

from kehou.engines.allocation import Explanation, Outcome, allocate, explain
from kehou.engines.allocation.certificate import students_published
from kehou.engines.allocation.promises import broken
from kehou.enrol.actions.seating import times_of
from kehou.enrol.groups import group_of
from kehou.enrol.market import Market, market
from kehou.enrol.models import Round, Seat, SeatTime, Waiting, Wishes, WishOutcome
from kehou.enrol.queries import joined
from kehou.ground.refusal import Refusal
from kehou.kernel import outbox
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.kernel.permit import system
from kehou.menu import queries as menu
from kehou.menu.actions.take_place import set_places
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.people.permits import at_school
from kehou.plan import queries as plan


@action(allow=[system, at_school("coordinator", "principal")])
def allocate_round(act: Act, *, school_id: int, round_id: int) -> int:
    """Draw a round whose deadline has passed; returns the number of seats given.

    Locks the round: it is drawn once, whoever else tries. The seed is revealed with the result.
    Errors: Refusal already_drawn, not_closed_yet.
    """
    round_ = lock_row(Round, round_id)
    if round_.school_id != school_id or round_.state != "open":
        raise Refusal("already_drawn", "这一轮已经摇过号了，结果不能再摇")
    if act.at < round_.closes_at:
        raise Refusal("not_closed_yet", "选课还没有截止，截止以后才能摇号")
    found = build_market(round_)
    outcome = allocate(found.round)
    explanation = explain(found.round, outcome)
    _write_seats(act, round_, found, outcome)
    _write_reasons(round_, found, explanation)
    _write_waiting(round_, found, explanation)
    _reveal(act, round_, found, outcome)
    _tell(act, round_, found)
    return len(outcome.seats)


def build_market(round_: Round) -> Market:
    """The frozen input of a round: children who had joined at its deadline, their lists as saved before it. SQL: 8."""
    taking_part = joined(round_.school_id, round_.term_id, round_.closes_at)
    children = people.pupils(round_.school_id, ids=taking_part)
    document = plan.filed_document(round_.school_id, round_.term_id) or {}
    priority = tuple(document.get("priority") or ())
    care = people.care(taking_part)
    wishes = {row.pupil_id: row.ranked for row in Wishes.objects.filter(round=round_)}
    sections = [s for s in menu.sections(round_.school_id, round_.term_id) if s.course_key]
    groups = {child.id: group_of(care.get(child.id), priority) for child in children}
    return market(sections, children, groups, wishes, round_.secret)


def _write_seats(act: Act, round_: Round, found: Market, outcome: Outcome) -> None:
    place = {**scope(round_.school_id), "term_id": round_.term_id}
    seats = [
        Seat(
            **place,
            section_id=found.section_of[seat.section].id,
            pupil_id=found.child_of[seat.student].id,
            state="confirmed",
            how="draw",
            rank=seat.rank,
            round=round_,
            since=act.at,
        )
        for seat in outcome.seats
    ]
    Seat.objects.bulk_create(seats, batch_size=1000)
    times = [
        t for row, seat in zip(seats, outcome.seats, strict=True) for t in times_of(row, found.section_of[seat.section])
    ]
    SeatTime.objects.bulk_create(times, batch_size=1000)
    set_places(dict(Counter(row.section_id for row in seats)))


def _write_reasons(round_: Round, found: Market, explanation: Explanation) -> None:
    results = {"given": "seat", "full": "waiting"}
    WishOutcome.objects.bulk_create(
        [
            WishOutcome(
                **scope(round_.school_id),
                round=round_,
                pupil_id=found.child_of[why.student].id,
                section_id=found.section_of[why.section].id,
                rank=why.rank,
                result=results.get(why.answer, "none"),
                reason={
                    "answer": why.answer,
                    **({"own": why.own.place} if why.own else {}),
                    **({"last": why.last.place} if why.last else {}),
                },
                group=found.round.students[why.student].group,
                lottery=found.round.students[why.student].lottery,
            )
            for why in explanation.whys
            if why.section in found.section_of
        ],
        batch_size=1000,
    )


def _write_waiting(round_: Round, found: Market, explanation: Explanation) -> None:
    Waiting.objects.bulk_create(
        [
            Waiting(
                **scope(round_.school_id),
                term_id=round_.term_id,
                section_id=found.section_of[section].id,
                pupil_id=found.child_of[student].id,
                round=round_,
                place=place,
                state="waiting",
            )
            for section, students in explanation.waiting.items()
            for place, student in enumerate(students, start=1)
        ],
        batch_size=1000,
    )


def _reveal(act: Act, round_: Round, found: Market, outcome: Outcome) -> None:
    published = students_published(found.round)
    faults = Counter(fault.promise for fault in broken(found.round, outcome.seats, outcome.closed))
    certificate: dict[str, Any] = {
        "students": published,
        "seats": [[seat.student, seat.section, seat.rank] for seat in outcome.seats],
        "closed": sorted(outcome.closed),
        "broken_promises": dict(faults),
    }
    round_.state, round_.drawn_at, round_.seed = "drawn", act.at, round_.secret
    round_.certificate = certificate
    round_.input_digest = hashlib.sha256(json.dumps(published, sort_keys=True).encode()).hexdigest()
    round_.save(update_fields=["state", "drawn_at", "seed", "certificate", "input_digest"])


def _tell(act: Act, round_: Round, found: Market) -> None:
    children = [child.id for child in found.child_of.values()]
    accounts = sorted({a for tied in people.guardian_accounts(children, act.at).values() for a in tied})
    outbox.tell(
        act,
        accounts,
        kind="round_drawn",
        title=f"{round_.name}结果出来了",
        body="点开看录取了哪些课，以及为什么。",
        link="seat",
        school_id=round_.school_id,
        once=f"drawn:{round_.pk}",
    )
