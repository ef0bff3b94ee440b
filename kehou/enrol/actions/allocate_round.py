"""The draw (摇号): wishes become seats, waiting lists, reasons and messages in one commit."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from django.db.models import Max

from kehou.engines.allocation import Explanation, Outcome, allocate, explain
from kehou.enrol.actions.class_seats import seat_in_class
from kehou.enrol.actions.seating import times_of
from kehou.enrol.figures import figures
from kehou.enrol.freezing import input_digest, input_texts, public_part, result_texts
from kehou.enrol.groups import group_of
from kehou.enrol.market import Market, market
from kehou.enrol.models import FrozenFile, Round, Seat, SeatTime, Waiting, Wishes, WishOutcome
from kehou.enrol.queries import joined
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel import outbox
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.clock import LOCAL
from kehou.kernel.lock import lock_row
from kehou.kernel.permit import system
from kehou.menu import queries as menu
from kehou.menu.actions.close_section import close_section
from kehou.menu.actions.take_place import add_places
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.people.aid import aid_of_school
from kehou.people.permits import at_school
from kehou.plan import queries as plan


@action(allow=[system, at_school("coordinator", "principal")])
def allocate_round(act: Act, *, school_id: int, round_id: int) -> int:
    """Draw a round whose deadline has passed; returns the number of seats given.

    Locks the round: it is drawn once, whoever else tries. The secret is revealed with the result. Then the classes'
    own sections are filled with everybody who joined.
    Errors: Refusal already_drawn, not_closed_yet.
    """
    round_ = lock_row(Round, round_id)
    if round_.school_id != school_id:
        raise NotYours
    if round_.state != "open":
        raise Refusal("already_drawn", "这一轮已经摇过号了，结果不能再摇")
    if act.at < round_.closes_at:
        raise Refusal("not_closed_yet", "选课还没有截止，截止以后才能摇号")
    found = build_market(act, round_)
    outcome = allocate(found.round)
    explanation = explain(found.round, outcome)
    _write_seats(act, round_, found, outcome)
    _write_reasons(round_, found, outcome, explanation)
    _write_waiting(round_, found, explanation)
    _reveal(act, round_, found, outcome, explanation)
    _close_unwanted(act, found, outcome)
    seat_in_class(act, school_id=school_id, term_id=round_.term_id, children=found.child_of.values())
    _tell(act, round_, found)
    return len(outcome.seats)


def build_market(act: Act, round_: Round) -> Market:
    """The input of a round: children who had joined at its deadline, their lists as saved before it. SQL: 11."""
    taking_part = joined(round_.school_id, round_.term_id, round_.closes_at)
    children = people.pupils(round_.school_id, ids=taking_part)
    document = plan.filed_document(round_.school_id, round_.term_id) or {}
    priority = tuple(document.get("priority") or ())
    care, aids = people.care_of_school(round_.school_id), aid_of_school(round_.school_id)
    closes_on = round_.closes_at.astimezone(LOCAL).date()
    aided = {child for child, aid in aids.items() if aid.on(closes_on)}
    seats = Seat.objects.filter(school_id=round_.school_id, term_id=round_.term_id).exclude(state="released")
    seated: dict[int, set[int]] = defaultdict(set)
    for child, section in seats.exclude(how="class").values_list("pupil_id", "section_id"):
        seated[child].add(section)
    return market(
        menu.sections(round_.school_id, round_.term_id, with_adults=False),
        children,
        groups={child.id: group_of(care.get(child.id), priority, aided=child.id in aided) for child in children},
        wishes={row.pupil_id: row.ranked for row in Wishes.objects.filter(round=round_)},
        seated=seated,
        seed=round_.secret,
        on=act.today,
    )


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
    add_places(dict(Counter(row.section_id for row in seats)))


def _write_reasons(round_: Round, found: Market, outcome: Outcome, explanation: Explanation) -> None:
    results: Mapping[str, str] = {"given": "seat", "full": "waiting"}
    told = figures(found.round, outcome, explanation)
    WishOutcome.objects.bulk_create(
        [
            WishOutcome(
                **scope(round_.school_id),
                round=round_,
                pupil_id=found.child_of[why.student].id,
                section_id=found.section_of[why.section].id,
                rank=why.rank,
                result=results.get(why.answer, "none"),
                reason=told[why.student, why.rank].as_row(),
                group=found.round.students[why.student].group,
                lottery=found.round.students[why.student].lottery,
            )
            for why in explanation.whys
        ],
        batch_size=1000,
    )


def _write_waiting(round_: Round, found: Market, explanation: Explanation) -> None:
    """Behind whoever waits from an earlier round; a child that waits there already keeps its place."""
    line = Waiting.objects.filter(school_id=round_.school_id, term_id=round_.term_id)
    last = dict(line.values("section_id").annotate(last=Max("place")).values_list("section_id", "last"))
    waits = set(line.filter(state__in=["waiting", "offered"]).values_list("section_id", "pupil_id"))
    rows = []
    for key, students in explanation.waiting.items():
        section_id = found.section_of[key].id
        children = [found.child_of[student].id for student in students]
        fresh = [child for child in children if (section_id, child) not in waits]
        rows += [
            Waiting(
                **scope(round_.school_id),
                term_id=round_.term_id,
                section_id=section_id,
                pupil_id=child,
                round=round_,
                place=place,
                state="waiting",
            )
            for place, child in enumerate(fresh, start=last.get(section_id, 0) + 1)
        ]
    Waiting.objects.bulk_create(rows, batch_size=1000)


def _reveal(act: Act, round_: Round, found: Market, outcome: Outcome, explanation: Explanation) -> None:
    word = {"commitment": round_.commitment, "secret": round_.secret}
    inputs = input_texts(found.round, **word)
    results, published = result_texts(found.round, inputs, outcome, explanation, **word)
    FrozenFile.objects.bulk_create(
        FrozenFile(**scope(round_.school_id), round=round_, name=name, text=text)
        for name, text in {**inputs, **results}.items()
    )
    round_.state, round_.drawn_at, round_.seed = "drawn", act.at, round_.secret
    round_.certificate = public_part(published)
    round_.input_digest = input_digest(inputs)
    round_.save(update_fields=["state", "drawn_at", "seed", "certificate", "input_digest"])


def _close_unwanted(act: Act, found: Market, outcome: Outcome) -> None:
    """A section with fewer children than its minimum does not open."""
    too_few = set(outcome.closed) | {key for key in outcome.empty if found.round.sections[key].minimum > 0}
    for key in sorted(too_few):
        if found.section_of[key].taken == 0:
            close_section(act.as_system("allocate_round"), section_id=found.section_of[key].id)


def _tell(act: Act, round_: Round, found: Market) -> None:
    children = [child.id for child in found.child_of.values()]
    accounts = sorted({a for tied in people.guardian_accounts(children, act.at).values() for a in tied})
    outbox.tell(
        act,
        accounts,
        kind="round_drawn",
        title=f"{round_.name}结果出来了",
        body="点开看录取了哪些课，以及为什么。",
        link="/family/seat/",
        school_id=round_.school_id,
        once=f"drawn:{round_.pk}",
    )
