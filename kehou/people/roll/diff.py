"""What a file would change, before anything is written.

Both sides are *records*: flat mappings of JSON-able values. `record_of` makes one from a parsed row; the caller makes
the other from what is stored, with the same fields. The same file twice therefore gives an empty difference.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Protocol

from kehou.people.roll.cells import RefusedRow
from kehou.people.roll.parse import Guardian, RollRow
from kehou.people.roll.staff_list import StaffRow

Record = Mapping[str, object]
_AS_THEY_ARE = frozenset((str, int, bool, type(None)))
_NAMES: Mapping[type, tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind) if field.name != "number") for kind in (RollRow, StaffRow)
}


@dataclass(frozen=True, slots=True)
class Identity:
    """How a person is found again.

    key: the field that names them. again: fields that together name the same person when exactly one on each side
    has them and only the key differs: a corrected ID number must not turn a child into a stranger without a seat.
    The same name with the same guardians is the same child; a name alone is not, so staff are found by phone only.
    """

    key: str
    again: tuple[str, ...] = ()


PUPIL = Identity("id_number", ("name", "sex", "guardians"))
STAFF = Identity("phone")


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class Changed:
    """A person who stays, with what differs. key: as stored now; record: as the file has it."""

    key: str
    record: Record
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """new: records; gone: stored keys the file no longer has; unchanged: how many; refused: rows not taken over.

    Keys and records are protected values: show them through masking.mask_field.
    """

    new: tuple[Record, ...]
    changed: tuple[Changed, ...]
    gone: tuple[str, ...]
    unchanged: int
    refused: tuple[RefusedRow, ...]


class Parsed(Protocol):
    @property
    def rows(self) -> Sequence[RollRow | StaffRow]: ...
    @property
    def refused(self) -> tuple[RefusedRow, ...]: ...
    @property
    def refused_keys(self) -> frozenset[str]: ...


def record_of(row: RollRow | StaffRow) -> dict[str, object]:
    """A parsed row as a record: every field but the row number; dates as "2015-09-01", tuples as lists."""
    values = [(name, getattr(row, name)) for name in _NAMES[type(row)]]
    return {name: value if type(value) in _AS_THEY_ARE else _plain(value) for name, value in values}


def diff(stored: Iterable[Record], parsed: Parsed, *, identity: Identity) -> Diff:
    """Compare what is stored with what a file says. Only fields that both sides have are compared.

    stored: each record has the identity's fields. Somebody whose row was refused is neither changed nor gone, if the
    row still told who it is; whether anything is done while rows are refused is the caller's question (all or nothing).
    Order: new and changed as in the file, gone as stored.
    """
    before = {str(record[identity.key]): record for record in stored}
    incoming = [record_of(row) for row in parsed.rows]
    in_file = {str(record[identity.key]) for record in incoming} | parsed.refused_keys
    renamed = _found_again(
        [record for key, record in before.items() if key not in in_file],
        [record for record in incoming if str(record[identity.key]) not in before],
        identity,
    )
    new: list[Record] = []
    changed: list[Changed] = []
    unchanged = 0
    for record in incoming:
        key = str(record[identity.key])
        old_key = key if key in before else renamed.get(key)
        if old_key is None:
            new.append(record)
            continue
        changes = _changes(before[old_key], record)
        if changes:
            changed.append(Changed(old_key, record, changes))
        else:
            unchanged += 1
    stays = in_file | set(renamed.values())
    gone = tuple(key for key in before if key not in stays)
    return Diff(tuple(new), tuple(changed), gone, unchanged, parsed.refused)


def _found_again(lost: Sequence[Record], fresh: Sequence[Record], identity: Identity) -> dict[str, str]:
    """new key → old key, where one lost and one fresh record are the same person and nobody else could be."""
    if not identity.again:
        return {}
    by_person: dict[str, tuple[list[str], list[str]]] = {}
    for side, records in enumerate((lost, fresh)):
        for record in records:
            person = repr([record.get(name) for name in identity.again])
            by_person.setdefault(person, ([], []))[side].append(str(record[identity.key]))
    return {new[0]: old[0] for old, new in by_person.values() if len(old) == len(new) == 1}


def _changes(old: Record, new: Record) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, old[name], value) for name, value in new.items() if name in old and old[name] != value
    )


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Guardian):
        return {"name": value.name, "relation": value.relation, "phone": value.phone}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
