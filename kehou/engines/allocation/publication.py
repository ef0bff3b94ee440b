"""Do the published files, the log of the draw and the families' receipts agree with each other and with the round?

Two readers: whoever has only what is published (and perhaps a receipt), and whoever keeps the whole round.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kehou.engines.allocation import draw, drawlog, merkle, sealed
from kehou.engines.allocation.folder import Folder
from kehou.engines.allocation.frozen import tables_digest
from kehou.engines.allocation.round import Seat
from kehou.engines.allocation.settings import Settings

Finding = tuple[str, str, str]
"""(kind, Chinese sentence, student or "")."""

NEEDED = (sealed.PUBLIC, drawlog.FILE)


@dataclass(frozen=True)
class Published:
    """rows: (sealed, wishes) of public.csv; tickets: None before the draw; salts: {} for all but the round's keepers."""

    rows: Sequence[tuple[str, str]]
    log: Sequence[Mapping[str, Any]]
    tickets: Sequence[str] | None
    salts: Mapping[str, str]

    def step(self, event: str) -> Mapping[str, Any]:
        """The first such line of the log, or nothing."""
        return next((stated for stated in self.log if stated["event"] == event), {})


def read_published(path: Path) -> Published | None:
    """None where the folder holds none of it. Errors: ValueError or OSError where it cannot be read."""
    if not any((path / name).exists() for name in NEEDED):
        return None
    names = (*NEEDED, sealed.TICKETS, sealed.SALTS)
    return published_of({name: (path / name).read_text("utf-8") for name in names if (path / name).exists()})


def published_of(texts: Mapping[str, str]) -> Published:
    """texts: file name → text. Errors: ValueError where one is missing or not what it should be."""
    if not set(NEEDED) <= texts.keys():
        raise ValueError("a file is missing")
    tickets, salts = texts.get(sealed.TICKETS), texts.get(sealed.SALTS)
    return Published(
        [(row[0], row[1]) for row in _table(texts[sealed.PUBLIC], "sealed", "wishes")],
        drawlog.read(texts[drawlog.FILE]),
        None if tickets is None else [row[0] for row in _table(tickets, "ticket")],
        {} if salts is None else {row[0]: row[1] for row in _table(salts, "student", "salt")},
    )


def _table(text: str, *columns: str) -> list[list[str]]:
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise ValueError("not a table") from error
    if not rows or rows[0] != list(columns) or any(len(row) != len(columns) for row in rows[1:]):
        raise ValueError("not this table")
    return rows[1:]


def read_receipt(text: str) -> dict[str, Any]:
    """Errors: ValueError where it is no receipt."""
    receipt = json.loads(text)
    words = ("round", "commitment", "root", "student", "salt", "sealed", "wishes")
    if not isinstance(receipt, dict) or not all(isinstance(receipt.get(key), str) for key in words):
        raise ValueError("not a receipt")
    seats, number = receipt.get("seats", []), receipt.get("number", 0)
    if not isinstance(receipt.get("path"), list) or not isinstance(seats, list) or not isinstance(number, int):
        raise ValueError("not a receipt")
    if not all(isinstance(seat, str) for seat in seats) or ("seats" in receipt) != ("number" in receipt):
        raise ValueError("not a receipt")
    return receipt


def public_findings(published: Published) -> Iterator[Finding]:
    """What anyone can see: the log in order, the wishes those that were frozen, the secret the one committed to."""
    for kind, says in drawlog.faults(published.log):
        yield kind, says, ""
    committed, frozen, drawn = (published.step(event) for event in drawlog.ORDER)
    if drawn and draw.commitment(str(drawn.get("reveal"))) != committed.get("commitment"):
        yield "commitment", "公布的种子和截止前公布的指纹对不上：这不是当初承诺的那次摇号。", ""
    if len(published.rows) != frozen.get("students"):
        yield "changed_wishes", f"公开的志愿有 {len(published.rows)} 份，封存时是 {frozen.get('students')} 份。", ""
    if merkle.root(sealed.leaves(published.rows)) != frozen.get("root"):
        yield "changed_wishes", "公开的志愿和封存时的不一样：有人改过、加过或拿掉过。", ""
    if drawn and published.tickets is None:
        yield "swapped_number", f"摇过号，却没有公开 {sealed.TICKETS}。", ""
    if published.tickets is not None:
        if len(published.tickets) != len(published.rows):
            yield "swapped_number", f"号有 {len(published.tickets)} 个，志愿有 {len(published.rows)} 份。", ""
        if list(published.tickets) != sorted(published.tickets):
            yield "swapped_number", "号没有按从小到大排：有人换过号。", ""


def receipt_findings(published: Published, receipt: Mapping[str, Any]) -> Iterator[Finding]:
    """What one family can see with its receipt: its wishes, its number and its seats are the ones in the round."""
    student = str(receipt["student"])
    committed, frozen, drawn = (published.step(event) for event in drawlog.ORDER)
    if receipt["commitment"] != committed.get("commitment") or receipt["round"] != committed.get("round"):
        yield "second_draw", "收据上的指纹和公开的不一样：这一轮换过种子，或不是同一轮。", student
    own = sealed.seal(receipt["salt"], receipt["sealed"])
    wishes = dict(published.rows).get(own)
    if wishes is None:
        yield "missing_student", f"{student} 不在公开的志愿里：有人拿掉了这个孩子，或改了年级、分组。", student
    elif wishes != receipt["wishes"]:
        yield "changed_wish", f"{student} 的志愿和收据上的不一样：收据 {receipt['wishes']}，公开 {wishes}。", student
    leaf = merkle.leaf(f"{own}|{receipt['wishes']}")
    if _end(leaf, receipt["path"]) != receipt["root"] or receipt["root"] != frozen.get("root"):
        yield "receipt", f"{student} 的收据通不到封存的指纹。", student
    if drawn and published.tickets is not None and "number" in receipt:
        ticket = draw.ticket(draw.seed_from(str(drawn.get("reveal")), str(drawn.get("public") or "")), student)
        right = published.tickets.index(ticket) + 1 if ticket in published.tickets else None
        if right != receipt["number"]:
            yield "swapped_number", f"{student} 的号：收据上是 {receipt['number']}，应为 {right or '查不到'}。", student
    if drawn and "seats" in receipt:
        line = sealed.result_line(student, receipt["number"], receipt["seats"])
        leaf = merkle.leaf(sealed.seal(f"{receipt['salt']}|result", line))
        if _end(leaf, receipt.get("result_path")) != drawn.get("results"):
            yield "wrong_seat", f"{student} 收据上的录取结果不是公布的那一份。", student


def _end(leaf: str, path: Any) -> str:
    try:
        return merkle.climb(leaf, path)
    except (ValueError, TypeError):
        return ""


def frozen_as(options: Any, settings: Settings) -> bool:
    """Whether a round was frozen to be run so. An option that an older log does not name was at its default."""
    return isinstance(options, dict) and {**Settings().options, **options} == settings.options


def whole_findings(folder: Folder, seats: Sequence[Seat], published: Published, certificate: str) -> Iterator[Finding]:
    """What the keepers of the whole round can see: each child's published row follows from the round.

    seats: as published; certificate: the SHA-256 of its bytes.
    """
    round_, settings = folder.round, folder.settings
    committed, frozen, drawn = (published.step(event) for event in drawlog.ORDER)
    if committed.get("commitment") != settings.commitment:
        yield "second_draw", "公开记录里的指纹和 round.yaml 的不一样：换过种子。", ""
    if drawn and (drawn.get("reveal"), drawn.get("public")) != (settings.reveal, settings.public):
        yield "second_draw", "公开记录里的种子或公开数和 round.yaml 的不一样：又摇过一次。", ""
    if not frozen_as(frozen.get("options"), settings):
        yield "changed_file", "round.yaml 的摇法和封存时的不一样。", ""
    if frozen.get("inputs") != tables_digest(folder.digests):
        yield "changed_file", "原始表格和封存时的不是同一份。", ""
    if not drawn:
        yield "log", "已经摇号，公开记录里却没有这一步。", ""
    elif drawn.get("certificate") != certificate:
        yield "changed_file", "certificate.json 不是摇号时公布的那一份。", ""
    missing = sorted(round_.students.keys() - published.salts.keys())
    for student in missing:
        yield "missing_student", f"{sealed.SALTS} 里没有学生 {student}。", student
    if missing:
        return
    stated = dict(published.rows)
    for seal, wishes, student in sealed.public_rows(round_, published.salts):
        if seal not in stated:
            yield "missing_student", f"学生 {student} 不在公开的志愿里，或年级、分组改过。", student
        elif stated[seal] != wishes:
            yield "changed_wish", f"学生 {student} 公开的志愿和原始表格里的不一样。", student
    for student in sorted(published.salts.keys() - round_.students.keys()):
        yield "missing_student", f"学生 {student} 封存过，名单里却没有。", student
    if published.tickets is not None and folder.is_drawn:
        right = sealed.tickets(settings.seed or "", round_.students)
        number = {ticket: place for place, ticket in enumerate(published.tickets, start=1)}
        for place, ticket in enumerate(right, start=1):
            if number.get(ticket) != place:
                yield "swapped_number", f"第 {place} 号在公开的号里是 {number.get(ticket) or '查不到'}。", ""
    known = [seat for seat in seats if seat.student in round_.students]
    results = merkle.root(list(sealed.result_leaves(round_, known, published.salts).values()))
    if drawn and drawn.get("results") != results:
        yield "wrong_seat", "录取结果和公开记录里的指纹对不上。", ""
