"""What is published of a frozen round, and the receipt by which a family finds itself in it.

public.csv   sealed, wishes: a row for each child. The wishes stand there in the clear; who wished them, its grade, group
             and quota are sealed by a hash with a salt that only the family (and whoever keeps the whole round) has.
tickets.csv  ticket: the hashes that were sorted into lottery numbers, in that order, without the children.
salts.csv    student, salt: never published; with it the whole round proves both files.

No place, number or seat stands beside a wish list: docs/decisions/what-a-draw-publishes.md says what each would give away.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kehou.engines.allocation import merkle
from kehou.engines.allocation.draw import ticket
from kehou.engines.allocation.round import ANY, Round, Seat

PUBLIC, TICKETS, SALTS = "public.csv", "tickets.csv", "salts.csv"


def wishes_line(round_: Round, student: str) -> str:
    """ "1 chess;2 clay;3 *mon", best first."""
    return ";".join(
        f"{wish.rank} {ANY + wish.slot if wish.section == ANY else wish.section}"
        for wish in round_.wishes.get(student, ())
    )


def secrets_line(round_: Round, student: str) -> str:
    """What is sealed of a child: student|grade|group|quota|campus, empty where there is none; |arrived, where it counts."""
    own = round_.students[student]
    cells = [own.id, own.grade, own.group, own.quota, own.campus]
    cells += [] if own.arrived is None else [own.arrived]
    return "|".join("" if cell is None else str(cell) for cell in cells)


def pseudonym(key: str, child: str | int) -> str:
    """A child's name in one round, 20 hex digits: nobody without the round's key can tell whose it is, or try."""
    return _keyed(key, f"student|{child}")[:20]


def salts_of(key: str, students: Iterable[str]) -> dict[str, str]:
    """Student → the salt of its seal, 32 hex digits."""
    return {student: _keyed(key, f"salt|{student}")[:32] for student in students}


def _keyed(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), "sha256").hexdigest()


def seal(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt}|{text}".encode()).hexdigest()


def public_rows(round_: Round, salts: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(sealed, wishes, student) in the order of the published file: by the seal, which says nothing of the child."""
    return sorted((seal(salts[id], secrets_line(round_, id)), wishes_line(round_, id), id) for id in round_.students)


def leaves(rows: Iterable[Sequence[str]]) -> list[str]:
    """rows: (sealed, wishes, …)."""
    return [merkle.leaf(f"{row[0]}|{row[1]}") for row in rows]


def result_line(student: str, number: int, seats: Iterable[str]) -> str:
    """What a family is told: student|number|sections."""
    return f"{student}|{number}|{' '.join(sorted(seats))}"


def result_leaves(round_: Round, seats: Iterable[Seat], salts: Mapping[str, str]) -> dict[str, str]:
    """Student → leaf of its result, in the order of the tree. The salt is the round's, marked so that no seal repeats."""
    held: dict[str, list[str]] = {id: [] for id in round_.students}
    for seat in seats:
        held[seat.student].append(seat.section)
    sealed = {
        id: merkle.leaf(seal(f"{salts[id]}|result", result_line(id, round_.students[id].lottery, held[id])))
        for id in round_.students
    }
    return dict(sorted(sealed.items(), key=lambda pair: pair[1]))


def tickets(seed: str, students: Iterable[str]) -> list[str]:
    """The hashes behind the numbers: the first is number 1."""
    return sorted(ticket(seed, student) for student in students)


def receipts(
    round_: Round, salts: Mapping[str, str], *, round_name: str, commitment: str, seats: Sequence[Seat] | None = None
) -> dict[str, dict[str, Any]]:
    """Student → its receipt, JSON-able. seats: once the round is drawn; then number, seats and their path stand in it."""
    rows = public_rows(round_, salts)
    tree = merkle.levels(leaves(rows))
    made: dict[str, dict[str, Any]] = {}
    for index, (_, wishes, student) in enumerate(rows):
        made[student] = {
            "round": round_name,
            "commitment": commitment,
            "root": tree[-1][0],
            "student": student,
            "salt": salts[student],
            "sealed": secrets_line(round_, student),
            "wishes": wishes,
            "path": merkle.path(tree, index),
        }
    if seats is not None:
        of_result = result_leaves(round_, seats, salts)
        result_tree = merkle.levels(list(of_result.values()))
        held: dict[str, list[str]] = {id: [] for id in made}
        for seat in sorted(seats, key=lambda seat: seat.section):
            held[seat.student].append(seat.section)
        for index, student in enumerate(of_result):
            made[student] |= {
                "number": round_.students[student].lottery,
                "seats": held[student],
                "results": result_tree[-1][0],
                "result_path": merkle.path(result_tree, index),
            }
    return made
