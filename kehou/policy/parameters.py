"""Parameters of the law by date: the figures a rule compares with, each with its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from kehou.ground.fen import fen_from_yuan, yuan_from_fen
from kehou.ground.minute import minute_from_text, text_from_minute


class MonthDay(NamedTuple):
    """A day of any year."""

    month: int
    day: int

    def in_year(self, year: int) -> date:
        return date(year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value from a day on. value: int, bool, Minute, Fen, MonthDay, Decimal, or a mapping of such.

    where: file and line of the pack. source: the document, or "default" for a figure the policy does not give.
    """

    value: Any
    unit: str
    valid_from: date
    source: str
    where: str
    district_may_set: bool = False


class Params:
    """The parameters in force on one date, by attribute: `params.block_gap`, `params.fee_ceiling["primary"]`.

    Errors: AttributeError for a name no pack defines.
    """

    def __init__(self, dated: Mapping[str, tuple[DatedValue, ...]], on: date) -> None:
        self.on = on
        self._dated = MappingProxyType({name: in_force(values, on) for name, values in dated.items()})

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._dated:
            raise AttributeError(f"no pack defines the parameter {name}")
        return self._dated[name].value

    def dated(self, name: str) -> DatedValue:
        """The value with its unit, first day and source."""
        return self._dated[name]

    def replace(self, **values: Any) -> "Params":
        """The same parameters with some values set by a district (or a test). Errors: KeyError for an unknown name."""
        changed = Params({}, self.on)
        table = dict(self._dated)
        for name, value in values.items():
            old = table[name]
            table[name] = DatedValue(value, old.unit, self.on, "set by the district", old.where, old.district_may_set)
        changed._dated = MappingProxyType(table)
        return changed


def in_force(values: tuple[DatedValue, ...], on: date) -> DatedValue:
    """The latest value that began on or before a date; before the first value, the first value."""
    begun = [value for value in values if value.valid_from <= on]
    return begun[-1] if begun else values[0]


def typed_value(value: Any, unit: str) -> Any:
    """A pack's plain value as the type its unit says.

    "20:30" with a unit of time → Minute; "09-20" with month-day → MonthDay; "300.00" with yuan → Fen; another decimal
    in quotes → Decimal; a mapping → a mapping of such.
    Errors: ValueError for text that is none of these.
    """
    if isinstance(value, dict):
        return MappingProxyType({key: typed_value(item, unit) for key, item in value.items()})
    if isinstance(value, (bool, int)):
        return value
    if not isinstance(value, str):
        raise ValueError(f"not a parameter value: {value!r}")
    if unit.startswith("time"):
        return minute_from_text(value)
    if unit.startswith("month-day"):
        month, day = value.split("-")
        date(2000, int(month), int(day))
        return MonthDay(int(month), int(day))
    if unit.startswith("yuan"):
        return fen_from_yuan(value)
    try:
        return Decimal(value)
    except ArithmeticError:
        raise ValueError(f"not a parameter value: {value!r}") from None


def written_value(value: Any, unit: str) -> str:
    """A typed value as a pack writes it and people read it: the inverse of `typed_value`, amounts in yuan again."""
    if hasattr(value, "items"):
        return ", ".join(f"{key} {written_value(item, unit)}" for key, item in value.items())
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, MonthDay):
        return f"{value.month:02d}-{value.day:02d}"
    if unit.startswith("time"):
        return text_from_minute(value)
    return yuan_from_fen(value) if unit.startswith("yuan") else str(value)
