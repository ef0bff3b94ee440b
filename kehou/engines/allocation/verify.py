"""Is a published result the one the inputs give? Every difference by name, from the definition, never the kernel."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from kehou.engines.allocation import draw
from kehou.engines.allocation.certificate import FORMAT, students_published
from kehou.engines.allocation.folder import Folder
from kehou.engines.allocation.modes.decision import Decision
from kehou.engines.allocation.modes.rechecked import rederived, unkept_as_published
from kehou.engines.allocation.modes.written import explained
from kehou.engines.allocation.publication import (
    public_findings,
    read_published,
    read_receipt,
    receipt_findings,
    whole_findings,
)
from kehou.engines.allocation.results import (
    CERTIFICATE,
    SEATS,
    WAITING,
    WHY,
    SeatRow,
    read_seats,
    waiting_text,
    why_text,
)
from kehou.engines.allocation.round import Outcome, Seat
from kehou.engines.allocation.settings import Settings

Kind = Literal[
    "commitment",  # the revealed secret is not the one committed to
    "swapped_number",
    "changed_wish",
    "missing_student",
    "extra_student",
    "missing_seat",
    "extra_seat",
    "wrong_seat",
    "wrong_rank",
    "closed",  # another set of sections was said not to open
    "changed_file",  # a file is not the one the certificate was made from
    "broken_promise",
    "certificate",  # the certificate cannot be read or contradicts the inputs
    "second_draw",  # more than one secret, freeze or draw for one round
    "clock",  # a step of the log before the one it follows
    "log",  # a step left out, added or rewritten
    "changed_wishes",  # the published wishes are not the frozen ones
    "receipt",  # a receipt that does not lead to the frozen root
]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing published that does not follow from the inputs. says: a Chinese sentence that names it."""

    kind: Kind
    says: str
    student: str = ""
    section: str = ""


def verify(folder: Folder, published: Path) -> list[Difference]:
    """Compare a folder of results with its inputs. Errors: BadFolder if seats.csv cannot be read.

    Without a certificate only the seats can be compared: nothing then says which wishes and numbers were frozen.
    """
    seats = read_seats(published / SEATS)
    decision = rederived(folder.round, folder.settings.mode)
    outcome = decision.final
    differences = [*_secret(folder)]
    if (published / CERTIFICATE).exists():
        differences += _certificate(folder, outcome, published / CERTIFICATE)
    differences += _seats(folder, outcome, seats)
    differences += _promises(folder, decision, seats, published / CERTIFICATE)
    differences += _other_tables(decision, published)
    differences += _publication(folder, seats, published)
    return differences


def verify_published(path: Path, receipts: Sequence[Path] = ()) -> list[Difference]:
    """Compare what is published with itself and with families' receipts; needs no more than anyone may have."""
    try:
        published = read_published(path)
    except (OSError, ValueError, RecursionError):
        published = None
    if published is None:
        return [Difference("log", "公开的志愿或公开记录读不出来。")]
    findings = list(public_findings(published))
    differences = []
    for file in receipts:
        try:
            findings += receipt_findings(published, read_receipt(file.read_text("utf-8")))
        except (OSError, ValueError, RecursionError):
            differences.append(Difference("receipt", f"{file.name} 不是一张收据。"))
    return [*(_difference(*finding) for finding in findings), *differences]


def _publication(folder: Folder, seats: Sequence[SeatRow], path: Path) -> list[Difference]:
    """Where the round was published, its log and its public files; without them nothing."""
    try:
        published = read_published(path)
        certificate = hashlib.sha256((path / CERTIFICATE).read_bytes()).hexdigest() if published else ""
    except (OSError, ValueError, RecursionError):
        return [Difference("log", "公开的志愿、公开记录或证书读不出来。")]
    if published is None:
        return []
    stated = [Seat(row.student, row.section, row.rank) for row in seats]
    findings = [*public_findings(published), *whole_findings(folder, stated, published, certificate)]
    return [_difference(*finding) for finding in findings]


def _difference(kind: str, says: str, student: str) -> Difference:
    return Difference(cast(Kind, kind), says, student)


def _secret(folder: Folder) -> Iterator[Difference]:
    if not folder.settings.keeps_its_word:
        yield Difference("commitment", "公布的秘密和截止前公布的摘要对不上：这不是当初承诺的那次摇号。")


def _certificate(folder: Folder, outcome: Outcome, path: Path) -> Iterator[Difference]:
    try:
        stated = json.loads(path.read_text("utf-8"))
        students, inputs, options = stated["students"], stated["inputs"], stated["options"]
        stated_draw, closed = stated["draw"], {entry["section"] for entry in stated["closed"]}
        is_known = (
            isinstance(options, dict)
            and stated["format"] == FORMAT
            and all(isinstance(entry, dict) for entry in students.values())
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        is_known = False
    if not is_known:
        yield Difference("certificate", f"{CERTIFICATE} 读不出来，或不是 {FORMAT} 格式。")
        return
    settings = folder.settings
    if stated_draw.get("commitment") != settings.commitment:
        yield Difference("commitment", "截止前公布的摘要和证书里的不一样：承诺被换过。")
    if (stated_draw.get("seed"), stated_draw.get("reveal")) != (settings.own_seed, settings.reveal):
        yield Difference("commitment", "摇号用的种子和证书里的不一样。")
    named = list(_students(folder, students))
    yield from named
    stated_options = {**Settings().options, "mode": stated.get("mode"), **options}
    for key, value in settings.options.items():
        if stated_options[key] != value:
            yield Difference(
                "certificate", f"设置 {key} 和证书里的不一样：证书里是 {stated_options[key]}，现在是 {value}。"
            )
    for section in sorted(closed ^ set(outcome.closed)):
        said = "不开班" if section in closed else "开班"
        yield Difference("closed", f"证书说教学班 {section} {said}，按规则不是这样。", section=section)
    for file in sorted({*inputs, *folder.digests}):
        if inputs.get(file) != folder.digests.get(file):
            yield Difference("changed_file", f"{file} 不是摇号时的那一份。")


def _students(folder: Folder, stated: Mapping[str, Mapping[str, Any]]) -> Iterator[Difference]:
    """Compare children, numbers and wishes with what the certificate froze, and drawn numbers with their seed."""
    now = students_published(folder.round)
    for student in sorted(stated.keys() - now.keys()):
        yield Difference("missing_student", f"学生 {student} 在证书里，名单里却没有。", student)
    for student in sorted(now.keys() - stated.keys()):
        yield Difference("extra_student", f"学生 {student} 在名单里，证书里却没有。", student)
    drawn = draw.numbers(folder.settings.seed or "", folder.round.students) if folder.is_drawn else {}
    for student in sorted(now.keys() & stated.keys()):
        number, frozen = drawn.get(student, now[student]["number"]), stated[student].get("number")
        if frozen != number:
            yield Difference("swapped_number", f"学生 {student} 的号：证书里是 {frozen}，应为 {number}。", student)
        if stated[student].get("wishes") != now[student]["wishes"]:
            yield Difference("changed_wish", f"学生 {student} 的志愿和截止时的不一样。", student)


def _seats(folder: Folder, outcome: Outcome, published: tuple[SeatRow, ...]) -> Iterator[Difference]:
    """Seat by seat. Where a child has one seat too many and one too few, it is one wrong seat."""
    rightful = {(seat.student, seat.section): seat for seat in outcome.seats}
    stated = {(row.student, row.section): row for row in published}
    missing: dict[str, list[str]] = {}
    extra: dict[str, list[str]] = {}
    for student, section in sorted(rightful.keys() - stated.keys()):
        missing.setdefault(student, []).append(section)
    for student, section in sorted(stated.keys() - rightful.keys()):
        extra.setdefault(student, []).append(section)
    for student in sorted({*missing, *extra}):
        too_few, too_many = missing.get(student, []), extra.get(student, [])
        for right, wrong in zip(too_few, too_many, strict=False):
            says = f"学生 {student} 公布的是教学班 {wrong}，应为 {right}。"
            yield Difference("wrong_seat", says, student, right)
        for section in too_few[len(too_many) :]:
            yield Difference("missing_seat", f"学生 {student} 应录教学班 {section}，结果里没有。", student, section)
        for section in too_many[len(too_few) :]:
            yield Difference("extra_seat", f"学生 {student} 不该录教学班 {section}，结果里却有。", student, section)
    for key, row in stated.items():
        if key in rightful and row.rank and row.rank != rightful[key].rank:
            says = f"学生 {row.student} 录教学班 {row.section} 是第 {rightful[key].rank} 志愿，写的是第 {row.rank}。"
            yield Difference("wrong_rank", says, row.student, row.section)
    if len(stated) < len(published):
        seen: set[tuple[str, str]] = set()
        for row in published:
            if (row.student, row.section) in seen:
                says = f"学生 {row.student} 录教学班 {row.section} 写了两次（第 {row.line} 行）。"
                yield Difference("extra_seat", says, row.student, row.section)
            seen.add((row.student, row.section))


_PROMISES = {
    "capacity": "超过名额",
    "wished": "没有填过这个志愿",
    "eligible": "年级、先修或固定环节不合",
    "clash": "同一时段有两个班",
    "quota": "超过每周可选数",
    "minimum": "没到开班人数",
    "no_waste": "还有空位，却没录填了它的孩子",
    "no_envy": "名额给了次序在后的孩子",
    "reserved": "预留名额没有给应得的组",
    "group_order": "名额给了次序在后的组",
    "optimal": "不是总值最大的安排",
    "turn_order": "名额给了轮次在后的孩子",
    "no_worse": "交换后没有更合意",
    "same_size": "交换后人数变了",
}


def _promises(
    folder: Folder, decision: Decision, published: tuple[SeatRow, ...], certificate: Path
) -> Iterator[Difference]:
    """The published seats themselves, judged by code that shares nothing with the definition."""
    rightful = {(seat.student, seat.section): seat for seat in decision.final.seats}
    round_ = folder.round
    seats = []
    for row in published:
        if row.student in round_.students and row.section in round_.sections:
            right = rightful.get((row.student, row.section))
            own = next((w.rank for w in round_.wishes.get(row.student, ()) if w.section == row.section), 0)
            seats.append(right or Seat(row.student, row.section, own))
    for fault in unkept_as_published(decision, folder.settings.mode, seats, certificate):
        if fault.promise == "prices":
            yield Difference("certificate", f"{CERTIFICATE} 里的影子价格不是按规则得出的。")
            continue
        who = f"，学生 {fault.student}" if fault.student else ""
        other = f"（占着名额的是 {fault.other}）" if fault.other else ""
        says = f"教学班 {fault.section}{who}：{_PROMISES[fault.promise]}{other}。"
        yield Difference("broken_promise", says, fault.student, fault.section)


def _other_tables(decision: Decision, published: Path) -> Iterator[Difference]:
    explanation = explained(decision)
    for name, text in ((WHY, why_text(explanation.whys)), (WAITING, waiting_text(explanation))):
        path = published / name
        if path.exists() and path.read_bytes() != text.encode():
            yield Difference("changed_file", f"{name} 不是按规则得出的那一份。")
