"""The figures of the policy as a district's schools are judged by, each with its source (rulebook §2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.org.law import CITY_PACKS, SetValue, set_values
from kehou.people.permits import over_district
from kehou.people.queries import account_names
from kehou.policy.district_values import DistrictValue
from kehou.policy.pack import load_packs
from kehou.policy.parameter_words import label_of, part_names, source_text, value_text
from kehou.policy.parameters import DatedValue, in_force


@dataclass(frozen=True, slots=True)
class ValueLine:
    """One value from a day on. by, set_on: who set it and when, for the district's own; ahead: it has not begun to hold."""

    says: str
    since: date
    source: str
    ahead: bool
    by: str = ""
    set_on: date | None = None


@dataclass(frozen=True, slots=True)
class ParameterLine:
    """One figure. now: as it holds today; next: the first that is set ahead. own: the district set what holds today."""

    name: str
    clause: str
    label: str
    now: ValueLine
    next: ValueLine | None
    may_set: bool
    own: bool

    @property
    def slug(self) -> str:
        """As an address names it."""
        return self.name.replace("_", "-")


@dataclass(frozen=True, slots=True)
class ParameterCase:
    """One figure the district may set. values: every value by its first day, the latest first.

    parts: (key, name, value now, least, most), one with an empty key for a plain figure.
    """

    line: ParameterLine
    values: tuple[ValueLine, ...]
    parts: tuple[tuple[str, str, int, int, int], ...]


@query(allow=[over_district("district_officer")])
def district_parameters(act: Act, *, district_id: int) -> list[ParameterLine]:
    """Every figure of the city's law, in the order of the clauses. SQL: 2."""
    rows = set_values(district_id)
    names = account_names([row.set_by for row in rows if row.set_by])
    dated = _dated(rows)
    return [_line(name, dated[name], clause, rows, names, act.today) for name, clause in _clauses().items()]


@query(allow=[over_district("district_officer")])
def district_parameter(act: Act, *, district_id: int, name: str) -> ParameterCase | None:
    """One figure with its history; None where there is none of this name that a district may set. SQL: 2."""
    clause = _clauses().get(name)
    rows = set_values(district_id, name)
    values = _dated(rows).get(name, ())
    law = in_force(values, act.today) if values else None
    if clause is None or law is None or not law.district_may_set:
        return None
    names = account_names([row.set_by for row in rows if row.set_by])
    told = tuple(_value_line(name, value, rows, names, act.today) for value in reversed(values))
    return ParameterCase(_line(name, values, clause, rows, names, act.today), told, tuple(_parts(name, law)))


def _clauses() -> dict[str, str]:
    """Parameter → the clause it belongs to, in the order of the clauses."""
    files = {
        f"clauses/{clause.file.name}": clause.id for pack in load_packs(CITY_PACKS).packs for clause in pack.clauses
    }
    return {name: files[values[0].where.rsplit(":", 1)[0]] for name, values in load_packs(CITY_PACKS).dated().items()}


def _dated(rows: list[SetValue]) -> Mapping[str, tuple[DatedValue, ...]]:
    own = (DistrictValue(row.name, row.value, row.from_date, row.reference) for row in rows)
    return load_packs(CITY_PACKS).in_district(own).dated()


def _line(
    name: str, values: tuple[DatedValue, ...], clause: str, rows: list[SetValue], names: dict[int, str], today: date
) -> ParameterLine:
    now = in_force(values, today)
    ahead = next((value for value in values if value.valid_from > today), None)
    return ParameterLine(
        name, clause, label_of(name), _value_line(name, now, rows, names, today),
        _value_line(name, ahead, rows, names, today) if ahead else None, now.district_may_set, now.set_by_district,
    )  # fmt: skip


def _value_line(name: str, value: DatedValue, rows: list[SetValue], names: dict[int, str], today: date) -> ValueLine:
    row = next((row for row in rows if (row.name, row.from_date) == (name, value.valid_from)), None)
    own = row if row and value.set_by_district else None
    return ValueLine(
        value_text(name, value), value.valid_from, source_text(value), value.valid_from > today,
        names.get(own.set_by or 0, "") if own else "", own.set_at.date() if own else None,
    )  # fmt: skip


def _parts(name: str, value: DatedValue) -> list[tuple[str, str, int, int, int]]:
    if not isinstance(value.value, Mapping):
        return [("", label_of(name), value.value, value.least, value.most)]
    words = part_names(name)
    return [(key, words[key], number, value.least[key], value.most[key]) for key, number in value.value.items()]
