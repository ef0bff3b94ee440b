"""The draw (摇号): wishes become seats, waiting lists, reasons and messages in one commit."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max

from kehou.engines.allocation import Explanation, Why
from kehou.engines.allocation import Seat as Given
from kehou.engines.allocation.draw import commitment
from kehou.engines.allocation.folder import COLUMNS
from kehou.engines.allocation.frozen import drawn_facts, published_texts
from kehou.engines.allocation.modes import Decision, decide
from kehou.engines.allocation.modes.written import explained
from kehou.engines.allocation.results import CERTIFICATE
from kehou.engines.allocation.sealed import PUBLIC, pseudonym, salts_of
from kehou.engines.allocation.settings import Settings
from kehou.enrol.actions.class_seats import seat_in_class
from kehou.enrol.actions.freeze_round import demand_closed, freeze, write_log
from kehou.enrol.actions.seating import times_of
from kehou.enrol.figures import figures
from kehou.enrol.fitting import Fitting, still_fitting, taken_times
from kehou.enrol.freezing import public_part, reopened, result_texts, revealed
from kehou.enrol.market import Market, section_key
from kehou.enrol.models import FrozenFile, Round, Seat, SeatTime, Waiting, WishOutcome
from kehou.enrol.queries import joined
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel import outbox
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.kernel.permit import system
from kehou.menu import queries as menu
from kehou.menu.actions.close_section import close_section
from kehou.menu.actions.take_place import add_places
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.people.actions.many_rows import insert_rows
from kehou.people.permits import at_school


@action(allow=[system, at_school("coordinator", "principal")])
def allocate_round(act: Act, *, school_id: int, round_id: int) -> int:
    """Draw a round whose deadline has passed; returns the number of seats given.

    Locks the round: it is drawn once, whoever else tries, from what was frozen. The secret is revealed with the result.
    Who withdrew between freeze and draw gets no seat; what no longer fits waits in front. Then the classes' own sections
    are filled with everybody who joined.
    Errors: Refusal already_drawn, not_closed_yet, clock_set_back, awaits_public_value, secret_changed.
    """
    round_ = lock_row(Round, round_id)
    if round_.school_id != school_id:
        raise NotYours
    demand_closed(act, round_)
    if _waits_for_value(act, round_):
        raise Refusal(
            "awaits_public_value", "还在等现场的公开数", satisfied_by="两个人各自录入同一个数，或等到约定的时间。"
        )
    if commitment(round_.secret) != round_.commitment:
        raise Refusal(
            "secret_changed", "存着的种子和公布的指纹对不上，没有摇号", satisfied_by="请教育局查明以后重新开放选课。"
        )
    freeze(act, round_)
    frozen = {file.name: file.text for file in FrozenFile.objects.filter(round=round_)}
    tables = {name: text for name, text in frozen.items() if name in COLUMNS}
    settings = revealed(round_)
    found = _reopened(act, round_, settings, tables)
    decision = decide(found.round, round_.mode)
    explanation = explained(decision)
    kept = still_fitting(found, decision, taken_times(found.child_of.values(), round_.term_id))
    _write_seats(act, round_, found, kept.seats)
    _write_reasons(round_, found, decision, explanation, kept)
    _write_waiting(round_, found, explanation, kept)
    result = result_texts(found.round, tables, settings, decision, explanation)
    _reveal(act, round_, found, decision, settings, result)
    _close_unwanted(act, found, decision)
    seat_in_class(act, school_id=school_id, term_id=round_.term_id, children=found.child_of.values())
    _tell(act, round_, found)
    return len(kept.seats)


def _waits_for_value(act: Act, round_: Round) -> bool:
    return round_.value_until is not None and not round_.public_value and act.at < round_.value_until


def _reopened(act: Act, round_: Round, settings: Settings, tables: Mapping[str, str]) -> Market:
    """The frozen round with its numbers, and who of it still takes part. SQL: 5."""
    frozen = reopened(tables, settings)
    still = joined(round_.school_id, round_.term_id, act.at)
    children = {pseudonym(round_.key, c.number): c for c in people.pupils(round_.school_id, ids=still)}
    sections = menu.sections(round_.school_id, round_.term_id, also_closed=True, with_adults=False)
    return Market(
        frozen,
        {key: s for s in sections if (key := section_key(s.number)) in frozen.sections},
        {code: child for code, child in children.items() if code in frozen.students},
    )


def _write_seats(act: Act, round_: Round, found: Market, given: Sequence[Given]) -> None:
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
        for seat in given
    ]
    Seat.objects.bulk_create(seats, batch_size=1000)
    times = [t for row, seat in zip(seats, given, strict=True) for t in times_of(row, found.section_of[seat.section])]
    columns = ("school_id", "district_id", "seat_id", "term_id", "pupil_id", "weekday", "starts", "from_date")
    insert_rows(SeatTime, columns, (tuple(getattr(time, column) for column in columns) for time in times))
    add_places(dict(Counter(row.section_id for row in seats)))


def _write_reasons(round_: Round, found: Market, decision: Decision, explanation: Explanation, kept: Fitting) -> None:
    results: Mapping[str, str] = {"given": "seat", "full": "waiting"}
    told = figures(decision, explanation)
    place = scope(round_.school_id)

    def row(why: Why) -> tuple[Any, ...]:
        student, is_closed = found.round.students[why.student], (why.student, why.section) in kept.closed
        reason = told[why.student, why.rank].as_row() | ({"answer": "closed"} if is_closed else {})
        result = "none" if is_closed else results.get(why.answer, "none")
        who, what = found.child_of[why.student].id, found.section_of[why.section].id
        return (*place.values(), round_.pk, who, what, why.rank, result, reason, student.group, student.lottery)

    columns = (*place, "round_id", "pupil_id", "section_id", "rank", "result", "reason", "group", "lottery")
    insert_rows(WishOutcome, columns, (row(why) for why in explanation.whys if why.student in found.child_of))


def _write_waiting(round_: Round, found: Market, explanation: Explanation, kept: Fitting) -> None:
    """Behind whoever waits from an earlier round; a child that waits there already keeps its place. First of the new
    ones whom the draw gave a seat that was taken away since."""
    line = Waiting.objects.filter(school_id=round_.school_id, term_id=round_.term_id)
    last = dict(line.values("section_id").annotate(last=Max("place")).values_list("section_id", "last"))
    waits = set(line.filter(state__in=["waiting", "offered"]).values_list("section_id", "pupil_id"))
    place = {**scope(round_.school_id), "term_id": round_.term_id, "round_id": round_.pk, "state": "waiting"}
    rows: list[tuple[Any, ...]] = []
    for key in sorted({*explanation.waiting, *kept.crowded_out}):
        section_id = found.section_of[key].id
        students = (*kept.crowded_out.get(key, ()), *explanation.waiting.get(key, ()))
        children = [found.child_of[student].id for student in students if student in found.child_of]
        fresh = [child for child in children if (section_id, child) not in waits]
        rows += [
            (*place.values(), section_id, child, position)
            for position, child in enumerate(fresh, start=last.get(section_id, 0) + 1)
        ]
    insert_rows(Waiting, (*place, "section_id", "pupil_id", "place"), rows)


def _reveal(
    act: Act,
    round_: Round,
    found: Market,
    decision: Decision,
    settings: Settings,
    result: tuple[dict[str, str], dict[str, Any]],
) -> None:
    """The secret, the result and the last step of the log, with the files anyone may have."""
    texts, published = result
    salts = salts_of(round_.key, found.round.students)
    write_log(
        act, round_, "drawn", **drawn_facts(found.round, settings, decision.final.seats, texts[CERTIFICATE], salts)
    )
    files = {**texts, **published_texts(found.round, settings.seed or "", salts, round_.log)}
    files.pop(PUBLIC)  # written when it was frozen
    FrozenFile.objects.bulk_create(
        FrozenFile(**scope(round_.school_id), round=round_, name=name, text=text) for name, text in files.items()
    )
    round_.state, round_.drawn_at, round_.seed = "drawn", act.at, round_.secret
    round_.certificate = public_part(published)
    round_.save(update_fields=["state", "drawn_at", "seed", "certificate", "log"])


def _close_unwanted(act: Act, found: Market, decision: Decision) -> None:
    """A section with fewer children than its minimum does not open."""
    outcome = decision.final
    too_few = set(outcome.closed) | {key for key in outcome.empty if found.round.sections[key].minimum > 0}
    for key in sorted(too_few):
        if found.section_of[key].taken == 0 and found.section_of[key].state == "open":
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
