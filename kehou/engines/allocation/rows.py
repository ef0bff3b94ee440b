"""Tables become a round. A faulty cell is noted and replaced, so that everything after it is still looked at."""

import re
import unicodedata
from collections.abc import Mapping

from kehou.engines.allocation import draw
from kehou.engines.allocation.clash import clash
from kehou.engines.allocation.round import ANY, Round, Section, Slot, Student, Wish
from kehou.engines.allocation.settings import FILE as SETTINGS_FILE
from kehou.engines.allocation.settings import Settings
from kehou.engines.allocation.spec import parts
from kehou.engines.allocation.tables import ANY_SIZE, InputFault, Row, nearest

Tables = Mapping[str, list[Row]]
_GRADES = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?")


def round_from_tables(tables: Tables, settings: Settings, faults: list[InputFault]) -> tuple[Round, bool]:
    """(the round, whether its numbers were drawn from the seed). With faults noted, the round is only a stand-in."""
    slots = _slots(tables["slots.csv"], needs_hours=settings.travel is not None)
    sections = _sections(tables["sections.csv"], {slot.id for slot in slots})
    students, is_drawn = _students(tables["students.csv"], settings, faults)
    known = _Known(tables)
    wishes, row_of = _wishes(tables["wishes.csv"], known, sections)
    round_ = Round(
        slots,
        sections,
        students,
        wishes,
        classes=_classes(tables["priorities.csv"], known),
        reserved=_reserved(tables["reserved.csv"], known, sections),
        held=frozenset((known.student(row), known.section(row)) for row in tables["held.csv"]),
        done=frozenset((known.student(row), row.text("section")) for row in tables["done.csv"]),
        busy=frozenset((known.student(row), known.slot(row)) for row in tables["fixed.csv"]),
        rotate=settings.rotate,
        keep=settings.keep,
        quota=settings.quota,
        groups_first=settings.groups_first,
        travel=settings.travel,
        gate=settings.gate,
        trades=_trades(tables["trades.csv"], known),
    )
    _refuse_equal_ranks(round_, row_of)
    return round_, is_drawn


class _Known:
    """The ids the first three tables define, whether or not the rest of their row is right."""

    def __init__(self, tables: Tables) -> None:
        self.slots = {row.cells.get("slot", "") for row in tables["slots.csv"]}
        self.sections = {row.cells.get("section", "") for row in tables["sections.csv"]}
        self.students = {row.cells.get("student", "") for row in tables["students.csv"]}

    def slot(self, row: Row) -> str:
        return row.known("slot", self.slots, "slots.csv")

    def section(self, row: Row) -> str:
        return row.known("section", self.sections, "sections.csv")

    def student(self, row: Row) -> str:
        return row.known("student", self.students, "students.csv")


def _slots(rows: list[Row], *, needs_hours: bool) -> tuple[Slot, ...]:
    """In the order of the `order` column; where that is left out, as they stand. needs_hours: days and times count."""
    seen: set[str] = set()
    orders: set[int] = set()
    placed: list[tuple[int, Slot]] = []
    has_order = any(row.cells.get("order") for row in rows)
    for position, row in enumerate(rows):
        slot = _hours(
            row, Slot(row.new("slot", seen), row.cells.get("starts", ""), row.cells.get("ends", "")), needs_hours
        )
        order = row.number("order", needed=True) if has_order else position
        if order is not None and order in orders:
            row.fault("order", str(order), "每个时段不同的次序")
        orders.add(order or 0)
        if all(slot.id != other.id for _, other in placed):
            placed.append((order or 0, slot))
    return tuple(slot for _, slot in sorted(placed, key=lambda pair: pair[0]))


def _hours(row: Row, slot: Slot, needed: bool) -> Slot:
    """The slot with its day and times in plain figures; untouched where nothing hangs on them."""
    if not needed:
        return slot
    plain = Slot(slot.id, unicodedata.normalize("NFKC", slot.starts), unicodedata.normalize("NFKC", slot.ends))
    try:
        _, starts, ends = plain.hours
    except ValueError:
        row.fault(
            "starts",
            f"{slot.starts} {slot.ends}".strip(),
            "星期和时间，如 starts 周一 16:30，ends 17:30（写了 travel）",
        )
        return Slot(slot.id, slot.id + " 00:00", "00:00")
    if starts >= ends:
        row.fault("ends", slot.ends, f"晚于 {slot.starts} 的时间")
    return plain


def _sections(rows: list[Row], slots: set[str]) -> dict[str, Section]:
    result: dict[str, Section] = {}
    seen: set[str] = set()
    for row in rows:
        id = row.new("section", seen)
        if id == ANY:
            row.fault("section", id, f"别的编号，{ANY} 表示任何一个开着的班")
        here = row.words("slots")
        for slot in here:
            if slot not in slots:
                row.fault("slots", slot, "slots.csv 里有的编号", nearest(slot, slots))
        if not here or len(set(here)) < len(here):
            row.fault("slots", row.cells.get("slots", ""), "一个或几个不同的时段，用空格隔开")
        capacity = row.number("capacity", needed=True) or 0
        minimum = row.number("minimum") or 0
        grades = _grades(row)
        meets = tuple(slot for slot in dict.fromkeys(here) if slot in slots)
        if meets:
            campus = row.cells.get("campus", "")
            result[id] = Section(id, meets, capacity, minimum, grades, row.words("after"), campus)
    return result


def _grades(row: Row) -> frozenset[int] | None:
    """Grades of one cell: "1 2 3", "1-3", or empty for all."""
    text = unicodedata.normalize("NFKC", row.cells.get("grades", ""))
    grades: set[int] = set()
    for word in re.split(r"[\s,;、]+", text) if text else []:
        match = _GRADES.fullmatch(word)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if first > last:
            row.fault("grades", row.cells["grades"], "年级数，用空格隔开，如 1 2 3 或 1-3")
            return None
        grades |= set(range(first, last + 1))
    return frozenset(grades) or None


def _students(rows: list[Row], settings: Settings, faults: list[InputFault]) -> tuple[dict[str, Student], bool]:
    """Numbers are the table's, or, where it has none at all, drawn. A child without a group comes after all groups."""
    seen: set[str] = set()
    ids = [row.new("student", seen) for row in rows]
    groups = [row.number("group", low=1) for row in rows]
    weakest = 1 + max((group or 0 for group in groups), default=0)
    is_drawn = not any(row.cells.get("lottery") for row in rows)
    if is_drawn and rows and settings.seed is None:
        expected = "有 seed，或 commitment 和 reveal（students.csv 里没有摇号数）"
        faults.append(InputFault(SETTINGS_FILE, 0, "seed", "", expected))
    drawn = draw.numbers(settings.seed or "", ids) if is_drawn else {}
    result = {}
    for row, id, group in zip(rows, ids, groups, strict=True):
        if not is_drawn and not row.cells.get("lottery"):
            row.fault("lottery", "", "每个学生都有的摇号数，或全部空着由 seed 摇出")
        number = drawn[id] if is_drawn else row.number("lottery", high=ANY_SIZE) or 0
        grade, quota = row.number("grade", low=1), row.number("quota")
        arrived = row.number("arrived")
        result[id] = Student(id, number, group or weakest, grade, quota, row.cells.get("campus", ""), arrived)
    return result, is_drawn


Lists = dict[str, tuple[Wish, ...]]


def _wishes(
    rows: list[Row], known: _Known, sections: dict[str, Section]
) -> tuple[Lists, dict[tuple[str, str, str], Row]]:
    """(student → wishes, best first; and the row each came from)."""
    lists: dict[str, list[Wish]] = {}
    row_of: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        student = known.student(row)
        is_any = row.cells.get("section") == ANY
        rank = row.number("rank", low=1, needed=not is_any) or 0
        section = ANY if is_any else known.section(row)
        slot = known.slot(row) if is_any else ""
        if section in sections and not set(row.words("slot")) <= set(sections[section].slots):
            met = " ".join(sections[section].slots)
            row.fault("slot", row.cells["slot"], f"这个班上课的时段（{met}），或空着")
        if (student, section, slot) in row_of:
            row.fault("section", section, "一个学生对一个班只填一次")
        elif is_any or section in sections:
            lists.setdefault(student, []).append(Wish(rank, section, slot))
        row_of[student, section, slot] = row
    best_first = {}
    for student, wishes in sorted(lists.items()):
        last = 1 + max(wish.rank for wish in wishes)
        ranked = [wish if wish.rank else Wish(last, wish.section, wish.slot) for wish in wishes]
        best_first[student] = tuple(sorted(ranked, key=lambda wish: (wish.rank, wish.section, wish.slot)))
    return best_first, row_of


def _refuse_equal_ranks(round_: Round, row_of: Mapping[tuple[str, str, str], Row]) -> None:
    """Two wishes of one rank have no order: a fault where one could cost the child the other, by a clash or its quota.

    Elsewhere nothing hangs on the order: decided apart, or one right after the other with room for both.
    """
    part_of = {slot: part.first for part in parts(round_) for slot in part.slots}
    for student, wishes in round_.wishes.items():
        if student not in round_.students:
            continue  # a fault already
        is_bound = round_.quota_of(student) < len(round_.slots)
        of_rank: dict[tuple[int, int], list[Section]] = {}
        for wish in wishes:
            if wish.section != ANY:
                section = round_.sections[wish.section]
                of_rank.setdefault((part_of[section.slots[0]], wish.rank), []).append(section)
        for equal in of_rank.values():
            if len(equal) == 1:
                continue
            as_written = sorted(equal, key=lambda section: row_of[student, section.id, ""].line)
            for at, section in enumerate(as_written[1:], start=1):
                if is_bound or any(clash(round_, student, section, other) for other in as_written[:at]):
                    row = row_of[student, section.id, ""]
                    row.fault("rank", row.cells["rank"], "一个学生不重复的名次")


def _classes(rows: list[Row], known: _Known) -> dict[tuple[str, str], int]:
    result: dict[tuple[str, str], int] = {}
    for row in rows:
        key = known.section(row), known.student(row)
        if key in result:
            row.fault("student", key[1], "一个班对一个学生只列一次")
        result[key] = row.number("class", low=1, needed=True) or 1
    return result


def _reserved(rows: list[Row], known: _Known, sections: dict[str, Section]) -> dict[tuple[str, int], int]:
    result: dict[tuple[str, int], int] = {}
    total: dict[str, int] = {}
    for row in rows:
        section = known.section(row)
        group = row.number("group", low=1, needed=True) or 0
        seats = row.number("seats", needed=True) or 0
        if (section, group) in result:
            row.fault("group", str(group), "一个班对一个组只列一次")
        result[section, group] = seats
        total[section] = total.get(section, 0) + seats
        if section in sections and total[section] > sections[section].capacity:
            row.fault("seats", str(seats), f"合起来不超过名额 {sections[section].capacity} 的预留数")
    return result


def _trades(rows: list[Row], known: _Known) -> dict[str, tuple[str, ...]]:
    """Student → sections it would rather have, best first."""
    lists: dict[str, dict[int, str]] = {}
    for row in rows:
        student, section = known.student(row), known.section(row)
        rank = row.number("rank", low=1, needed=True) or 0
        wanted = lists.setdefault(student, {})
        if section in wanted.values():
            row.fault("section", section, "一个学生对一个班只填一次")
        if rank in wanted:
            row.fault("rank", str(rank), "一个学生不重复的名次")
        wanted[rank] = section
    return {student: tuple(wanted[rank] for rank in sorted(wanted)) for student, wanted in sorted(lists.items())}
