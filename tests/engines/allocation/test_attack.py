"""An attacker reads everything that is published of a draw, and the receipts and groups of a tenth of the children.

He wants to know which of the others are in a priority group. How well he ranks them is one figure, the share of pairs
(a child with priority, one without) that he puts the right way round: 0.5 is guessing, 1 is knowing.
Each attack also runs on a publication that is not ours, where it must succeed: an attack that cannot succeed says nothing.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from statistics import mean, stdev
from typing import Any

import pytest

from kehou.engines.allocation import Outcome, Round, Section, Slot, Student, Wish, draw, sealed, spec
from kehou.engines.allocation.frozen import published_texts
from kehou.engines.allocation.spec import parts, places
from kehou.engines.allocation.tables import read_table

SEED = "secret|3 5 1"
CHILDREN, KNOWN, ROUNDS = 300, 30, 24
DAYS, COURSES = 4, 6


@dataclass(frozen=True)
class Attacked:
    """One drawn round. known: the children whose receipts the attacker holds; row_of: the truth behind public.csv."""

    round: Round
    outcome: Outcome
    salts: Mapping[str, str]
    known: frozenset[str]
    rows: list[tuple[str, str]]
    tickets: list[str]
    receipts: Mapping[str, Mapping[str, Any]]
    row_of: Mapping[str, tuple[str, str]]

    def has_priority(self, student: str) -> bool:
        return self.round.students[student].group < 3

    @property
    def others(self) -> list[str]:
        return [id for id in self.round.students if id not in self.known]


@cache
def attacked(seed: int) -> Attacked:
    """A school: a tenth each in groups 1 and 2; popular courses have three times as many wishes as seats."""
    dice = Random(seed)
    sections = {f"d{d}s{s}": Section(f"d{d}s{s}", (f"d{d}",), 40) for d in range(DAYS) for s in range(COURSES)}
    ids = [f"{dice.getrandbits(80):020x}" for _ in range(CHILDREN)]
    drawn = draw.numbers(SEED, ids)
    students = {
        id: Student(id, drawn[id], 1 if n < CHILDREN // 10 else 2 if n < CHILDREN // 5 else 3, dice.randint(1, 6))
        for n, id in enumerate(ids)
    }
    wishes = {}
    for id in ids:
        liked = sorted(sections, key=lambda s: dice.random() ** (1 / (COURSES - int(s[-1]))), reverse=True)
        wishes[id] = tuple(Wish(rank, s) for rank, s in enumerate(liked[: dice.randint(4, 14)], start=1))
    round_ = Round(tuple(Slot(f"d{d}") for d in range(DAYS)), sections, students, wishes)
    outcome = spec.allocate(round_)
    salts = {id: f"{dice.getrandbits(128):032x}" for id in ids}
    texts = published_texts(round_, SEED, salts, [])
    rows = [(r.cells["sealed"], r.cells["wishes"]) for r in table(texts, sealed.PUBLIC, "sealed", "wishes")]
    given = sealed.receipts(round_, salts, round_name="r", commitment="c", seats=outcome.seats)
    known = frozenset(dice.sample(ids, KNOWN))
    return Attacked(
        round_,
        outcome,
        salts,
        known,
        rows,
        [r.cells["ticket"] for r in table(texts, sealed.TICKETS, "ticket")],
        {id: given[id] for id in known},
        {id: (seal, line) for seal, line, id in sealed.public_rows(round_, salts)},
    )


def table(texts: Mapping[str, str], name: str, *columns: str) -> list[Any]:
    return read_table(name, texts[name].encode(), columns, (), [])


def right_way_round(scores: Mapping[str, float], of: Attacked) -> float:
    """Pairs (priority, none) with the higher score first; equal scores count half."""
    with_it = [scores[id] for id in of.others if of.has_priority(id)]
    without = [scores[id] for id in of.others if not of.has_priority(id)]
    won = sum((a > b) + (a == b) / 2 for a in with_it for b in without)
    return won / (len(with_it) * len(without))


def average(attack: Callable[[Attacked], Mapping[str, float]]) -> tuple[float, float]:
    """(mean over rounds, its standard error)."""
    found = [right_way_round(attack(of), of) for of in map(attacked, range(ROUNDS))]
    return mean(found), stdev(found) / math.sqrt(ROUNDS)


def by_likeness(of: Attacked, features: Callable[[str], list[str]]) -> dict[str, float]:
    """Naive Bayes: learnt from the children he knows, scored on the others. features: student → words."""
    seen: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for id in of.known:
        seen[of.has_priority(id)].update(features(id))
    total = {answer: 1 + counted.total() for answer, counted in seen.items()}
    return {
        id: sum(
            math.log((seen[True][word] + 0.5) / total[True]) - math.log((seen[False][word] + 0.5) / total[False])
            for word in features(id)
        )
        for id in of.others
    }


def published_features(of: Attacked, id: str) -> list[str]:
    """All that public.csv shows of a row: its wishes, their number, the seal, where the row stands."""
    seal, line = of.row_of[id]
    named = line.split(";")
    at = [row[0] for row in of.rows].index(seal)
    return [*named, *(wish.split()[1] for wish in named), f"n{len(named)}", f"x{seal[0]}", f"at{at * 10 // CHILDREN}"]


def test_what_is_published_tells_nobody_who_has_priority() -> None:
    """The wishes of these rounds do not depend on the group; then neither does anything beside them."""
    found, error = average(lambda of: by_likeness(of, lambda id: published_features(of, id)))
    assert abs(found - 0.5) < 3 * error + 0.01, found


def test_the_same_attacker_knows_it_where_number_and_seats_stand_beside_the_wishes() -> None:
    """Negative control: today's students.csv without its group column. Good seats with a bad number give a child away."""

    def lucky_without_luck(of: Attacked) -> dict[str, float]:
        got: dict[str, list[float]] = {id: [0.0] for id in of.round.students}
        for seat in of.outcome.seats:
            got[seat.student].append(1 / seat.rank)
        return {id: of.round.students[id].lottery / CHILDREN + sum(got[id]) for id in of.others}

    assert average(lucky_without_luck)[0] > 0.7


def test_the_order_of_one_slot_gives_the_groups_away_even_under_fresh_names() -> None:
    """Negative control, and why no serving order is published: whoever stands in front has priority."""

    def first_come(of: Attacked) -> dict[str, float]:
        place = places(of.round, parts(of.round)[0])
        return {id: -place[id] for id in of.others}

    assert average(first_come)[0] == 1.0


def dictionary(round_: Round, target: str, salt: str) -> list[int]:
    """Groups for which a seal comes out right, trying every child, grade and group with one salt."""
    return [
        group
        for id in round_.students
        for grade in range(1, 7)
        for group in (1, 2, 3)
        if hashlib.sha256(f"{salt}|{id}|{grade}|{group}||".encode()).hexdigest() == target
    ]


def test_no_seal_opens_by_trying_even_for_who_knows_every_code_and_some_salts() -> None:
    of = attacked(0)
    salts = ["", *(of.receipts[id]["salt"] for id in sorted(of.known)[:3])]
    mine = {of.row_of[id][0] for id in of.known}
    for seal, _ in [row for row in of.rows if row[0] not in mine][:12]:
        assert [group for salt in salts for group in dictionary(of.round, seal, salt)] == []


def test_without_a_salt_every_seal_opens_by_trying() -> None:
    """Negative control: the same attack on seals without salt reads each child's group."""
    of = attacked(0)
    for id in of.others[:3]:
        bare = sealed.seal("", sealed.secrets_line(of.round, id))
        assert dictionary(of.round, bare, "") == [of.round.students[id].group]


def test_a_ticket_leads_to_no_row_and_no_child_but_ones_own() -> None:
    """He works out the tickets of everything he knows or can read: only those of the receipts he holds are there."""
    of = attacked(0)
    words = {cell for row in of.rows for cell in row} | {f"p{n:05d}" for n in range(2000)} | set(of.known)
    hit = {word for word in words if draw.ticket(SEED, word) in of.tickets}
    assert hit == of.known


@pytest.mark.parametrize("secret", ["group", "number", "seats", "student"])
def test_the_public_files_hold_nothing_of_a_child_but_its_wishes(secret: str) -> None:
    of = attacked(1)
    published = "\n".join(published_texts(of.round, SEED, of.salts, []).values())
    assert published.splitlines()[0] == "sealed,wishes"
    assert secret not in published
    assert not any(id in published or of.salts[id] in published for id in of.round.students)


def test_who_sees_the_rosters_learns_from_them_and_no_more_with_the_published_wishes() -> None:
    """What remains (docs/decisions/what-a-draw-publishes.md): a seat in a hot course speaks by itself."""

    def by_roster(of: Attacked, demand: Mapping[str, float]) -> dict[str, float]:
        scores = dict.fromkeys(of.others, 0.0)
        for seat in of.outcome.seats:
            if seat.student in scores:
                scores[seat.student] += demand[seat.section]
        return scores

    def by_sight(of: Attacked) -> dict[str, float]:
        """Every child of the school knows which courses are hot: a course that fills up, and how early it comes up."""
        return by_roster(of, {s: float(COURSES - int(s[-1])) for s in of.round.sections})

    def by_counts(of: Attacked) -> dict[str, float]:
        wanted = Counter(word.split()[1] for _, line in of.rows for word in line.split(";"))
        return by_roster(of, {s: float(wanted[s]) for s in of.round.sections})

    (sight, error), (counts, _) = average(by_sight), average(by_counts)
    assert sight > 0.52
    assert counts < sight + 3 * error + 0.03
