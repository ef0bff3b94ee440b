"""The files that come out of a round. The certificate is written last: a folder without it is not a result.

seats.csv    student, section, rank, why (order, held, class, reserved, any, together, turn, trade); rank 0: never wished
why.csv      student, rank, section, slots, answer, place, class, held, last_place, last_class, last_held
waiting.csv  section, position, student
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kehou.engines.allocation.certificate import as_text, certificate
from kehou.engines.allocation.explain import Explanation, Standing, Why
from kehou.engines.allocation.folder import Folder
from kehou.engines.allocation.round import Outcome, Seat
from kehou.engines.allocation.tables import BadFolder, InputFault, read_table, table_text

SEATS, WHY, WAITING, CERTIFICATE = "seats.csv", "why.csv", "waiting.csv", "certificate.json"


def write_results(out: Path, folder: Folder, outcome: Outcome, explanation: Explanation) -> None:
    """Write the four files into `out`, made if need be. Errors: OSError; then no certificate is left there."""
    texts = {
        SEATS: seats_text(outcome.seats, explanation),
        WHY: why_text(explanation.whys),
        WAITING: waiting_text(explanation),
    }
    tables = {name: text.encode() for name, text in texts.items()}
    write_tables(out, tables, lambda digests: certificate(folder, outcome, digests))


def write_tables(
    out: Path, tables: Mapping[str, bytes], certified: Callable[[Mapping[str, str]], Mapping[str, Any]]
) -> None:
    """Write tables, then the certificate made from their digests. Errors: OSError; then no certificate is left."""
    out.mkdir(parents=True, exist_ok=True)
    (out / CERTIFICATE).unlink(missing_ok=True)
    digests = {name: hashlib.sha256(table).hexdigest() for name, table in tables.items()}
    for name, table in tables.items():
        _put(out / name, table)
    _put(out / CERTIFICATE, as_text(certified(digests)).encode())


def _put(path: Path, content: bytes) -> None:
    """All of it or, after a crash, what was there before."""
    unfinished = path.with_name(path.name + ".part")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def seats_text(seats: Iterable[Seat], explanation: Explanation) -> str:
    grounds = explanation.grounds
    rows = ((seat.student, seat.section, seat.rank, grounds[seat.student, seat.section]) for seat in seats)
    return table_text(["student", "section", "rank", "why"], rows)


def why_text(whys: Iterable[Why]) -> str:
    header = "student rank section slots answer place class held last_place last_class last_held"
    return table_text(
        header.split(),
        (
            (why.student, why.rank, why.section, " ".join(why.slots), why.answer, *_cells(why.own), *_cells(why.last))
            for why in whys
        ),
    )


def _cells(standing: Standing | None) -> tuple[object, object, object]:
    if standing is None:
        return "", "", ""
    return standing.place, standing.priority_class or "", "yes" if standing.keeps else ""


def waiting_text(explanation: Explanation) -> str:
    rows = (
        (section, position, student)
        for section, students in explanation.waiting.items()
        for position, student in enumerate(students, start=1)
    )
    return table_text(["section", "position", "student"], rows)


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One published seat. rank 0: not given in the file. line: where it stands."""

    student: str
    section: str
    rank: int
    line: int


def read_seats(path: Path) -> tuple[SeatRow, ...]:
    """Published seats, from seats.csv. Errors: BadFolder with every fault; ids are not compared with the round."""
    faults: list[InputFault] = []
    try:
        raw = path.read_bytes()
    except OSError:
        raise BadFolder([InputFault(path.name, 0, "", "", "能读的录取结果文件")]) from None
    rows = read_table(path.name, raw, ("student", "section"), ("rank", "why"), faults)
    seats = tuple(SeatRow(row.text("student"), row.text("section"), row.number("rank") or 0, row.line) for row in rows)
    if faults:
        raise BadFolder(faults)
    return seats
