"""A family's receipt: what proves that its wishes are in the frozen round, and its number and seats in the drawn one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kehou.engines.allocation import Seat, sealed
from kehou.engines.allocation.folder import COLUMNS
from kehou.engines.allocation.results import SEATS
from kehou.engines.allocation.sealed import pseudonym, salts_of
from kehou.engines.allocation.tables import InputFault, read_table
from kehou.enrol.freezing import reopened, settings_of
from kehou.enrol.market import section_key
from kehou.enrol.models import FrozenFile, Round
from kehou.enrol.queries.family import child_of
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.kernel.secrets import opaque_id
from kehou.menu import queries as menu
from kehou.people.permits import guardian_of
from kehou.people.queries import PupilInfo


@dataclass(frozen=True, slots=True)
class Receipt:
    """receipt: as docs/verify.py reads it, None while no round with this child is frozen. wishes, seats: names.

    minutes: mode fair-gate, how long after the opening the list counts as filed; 0: in the gate, of `gate` minutes.
    """

    child: PupilInfo
    round_id: int
    round_name: str
    frozen_at: datetime | None
    receipt: dict[str, Any] | None
    wishes: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    minutes: int | None = None
    gate: int = 0


@query(allow=[guardian_of("child_id")])
def receipt(act: Act, *, child_id: int) -> Receipt:
    """The receipt in the latest frozen round. SQL: 5; some hundredths of a second for the tree of a large school."""
    child = child_of(child_id)
    row = Round.objects.filter(school_id=child.school_id).exclude(frozen_at=None).order_by("-frozen_at", "-pk").first()
    if row is None:
        return Receipt(child, 0, "", None, None)
    files = {file.name: file.text for file in FrozenFile.objects.filter(round=row, name__in=[*COLUMNS, SEATS])}
    is_drawn = row.state == "drawn"
    round_ = reopened({name: text for name, text in files.items() if name in COLUMNS}, settings_of(row))
    student = pseudonym(row.key, child.number)
    if student not in round_.students:
        return Receipt(child, row.pk, row.name, row.frozen_at, None)
    seats = _seats(files[SEATS]) if is_drawn else None
    made = sealed.receipts(
        round_,
        salts_of(row.key, round_.students),
        round_name=opaque_id("round", row.pk),
        commitment=row.commitment,
        seats=seats,
    )[student]
    found = menu.sections(child.school_id, row.term_id, also_closed=True, with_adults=False)
    names = {section_key(s.number): s.name for s in found}
    wishes = tuple(names.get(wish.section, wish.section) for wish in round_.wishes[student])
    got = tuple(names.get(section, section) for section in made.get("seats", ()))
    arrived = round_.students[student].arrived
    minutes = None if arrived is None else arrived // 60
    return Receipt(child, row.pk, row.name, row.frozen_at, made, wishes, got, minutes, row.gate)


def _seats(text: str) -> list[Seat]:
    faults: list[InputFault] = []
    rows = read_table(SEATS, text.encode(), ("student", "section", "rank"), ("why",), faults)
    return [Seat(row.text("student"), row.text("section"), row.number("rank") or 0) for row in rows]
