"""Parameters of the law by date: the figures a rule compares with, each with its source."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from kehou.ground.fen import fen_from_yuan, yuan_from_fen
from kehou.ground.minute import minute_from_text, text_from_minute


class Share(NamedTuple):
    """A part of a whole that must be reached ("at least 2/3") or passed ("more than 1/2")."""

    part: int
    of: int
    passed: bool

    def least(self, whole: int) -> int:
        """The smallest number of `whole` that is enough: more than 1/2 of 11 is 6, at least 2/3 of 11 is 8."""
        return whole * self.part // self.of + 1 if self.passed else -(-whole * self.part // self.of)


class MonthDay(NamedTuple):
    """A day of any year."""

    month: int
    day: int

    def in_year(self, year: int) -> date:
        return date(year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value from a day on. value: int, bool, Minute, Fen, MonthDay, Share, Decimal, or a mapping of such.

    where: file and line of the pack. source: the document, or "default" for a figure the policy does not give.
    district_may_set: then least and most bound what a district may set, both allowed; set_by_district: one did.
    """

    value: Any
    unit: str
    valid_from: date
    source: str
    where: str
    district_may_set: bool = False
    least: Any = None
    most: Any = None
    set_by_district: bool = False

    def allows(self, value: Any) -> bool:
        """Whether a district may put this value in its place: of the same shape and within the bounds."""
        if not self.district_may_set:
            return False
        if not isinstance(self.value, Mapping):
            return isinstance(value, int) and self.least <= value <= self.most
        same_shape = isinstance(value, Mapping) and set(value) == set(self.value)
        return same_shape and all(self.least[key] <= value[key] <= self.most[key] for key in value)


def laid_over(law: DatedValue, value: Any, valid_from: date, source: str) -> DatedValue:
    """The law's value with a district's in its place."""
    kept = MappingProxyType(dict(value)) if isinstance(value, Mapping) else value
    return replace(law, value=kept, valid_from=valid_from, source=source, set_by_district=True)


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
            table[name] = replace(old, value=value, valid_from=self.on, source="set by the district")
        changed._dated = MappingProxyType(table)
        return changed

    def watched(self) -> "WatchedParams":
        """The same parameters, remembering which of them are read."""
        copy = WatchedParams({}, self.on)
        copy._dated = self._dated
        return copy


class WatchedParams(Params):
    """Parameters that tell afterwards on which of a district's own values a judgement rests."""

    def __init__(self, dated: Mapping[str, tuple[DatedValue, ...]], on: date) -> None:
        super().__init__(dated, on)
        self._read: dict[str, None] = {}

    def __getattr__(self, name: str) -> Any:
        value = super().__getattr__(name)
        self._read[name] = None
        return value

    def read_of_district(self) -> dict[str, DatedValue]:
        """The values read that a district set, by name, in the order first read."""
        return {name: self._dated[name] for name in self._read if self._dated[name].set_by_district}


def in_force(values: tuple[DatedValue, ...], on: date) -> DatedValue:
    """The latest value that began on or before a date; before the first value, the first value."""
    begun = [value for value in values if value.valid_from <= on]
    return begun[-1] if begun else values[0]


_COUNTED = ("minutes", "minute", "hours", "days", "dates", "pupils", "sessions", "%", "figures")
UNITS = (*_COUNTED, "time", "month-day", "yuan", "share", "yes-or-no")
"""Words a unit may begin with; what follows says of what, and whether the figure itself is still allowed."""
_SHARE = re.compile(r"(more than|at least) ([1-9]\d?)/([1-9]\d?)")
_MONTH_DAY = re.compile(r"\d{2}-\d{2}")


def measure_of(unit: str) -> str:
    """The first word of a unit, "" where it is none of UNITS: "minutes, inclusive" → "minutes"."""
    first = re.split(r"[ ,:]", unit, maxsplit=1)[0]
    return first if first in UNITS else ""


def typed_value(value: Any, unit: str) -> Any:
    """A pack's plain value as the type its unit says.

    time: "20:30" → Minute; month-day: "09-20" → MonthDay; yuan: "300.00" → Fen; share: "more than 1/2" → Share;
    yes-or-no: true → bool; another unit: a whole number, or a decimal in quotes → Decimal. A mapping → a mapping of such.
    Errors: ValueError for a value that its unit does not have; its text is what was expected.
    """
    if isinstance(value, dict):
        return MappingProxyType({key: typed_value(item, unit) for key, item in value.items()})
    measure = measure_of(unit)
    if measure == "yes-or-no":
        return _of(bool, value, "true or false")
    if measure == "time":
        return _minute(value)
    if measure == "month-day":
        return _month_day(value)
    if measure == "yuan":
        return _fen(value)
    if measure == "share":
        return _share(value)
    return _number(value)


def _of(kind: type, value: Any, expected: str) -> Any:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ValueError(expected)
    return value


def _minute(value: Any) -> Any:
    expected = '"HH:MM"'
    try:
        return minute_from_text(_of(str, value, expected))
    except ValueError:
        raise ValueError(expected) from None


def _month_day(value: Any) -> MonthDay:
    text = _of(str, value, '"MM-DD"')
    month, day = (int(part) for part in text.split("-")) if _MONTH_DAY.fullmatch(text) else (0, 0)
    try:
        date(2001, month, day)  # 29 February is not a day of every year
    except ValueError:
        raise ValueError('"MM-DD", a day of every year') from None
    return MonthDay(month, day)


def _fen(value: Any) -> Any:
    expected = '"60.00"'
    try:
        return fen_from_yuan(_of(str, value, expected))
    except ValueError:
        raise ValueError(expected) from None


def _share(value: Any) -> Share:
    found = _SHARE.fullmatch(_of(str, value, '"more than 1/2" or "at least 2/3"'))
    if not found or int(found[2]) > int(found[3]):
        raise ValueError('"more than 1/2" or "at least 2/3"')
    return Share(int(found[2]), int(found[3]), found[1] == "more than")


def _number(value: Any) -> int | Decimal:
    expected = "a whole number from 0, or a decimal in quotes"
    if isinstance(value, str):
        try:
            number = Decimal(value)
        except ArithmeticError:
            raise ValueError(expected) from None
    else:
        number = _of(int, value, expected)
    if not (number.is_finite() if isinstance(number, Decimal) else True) or number < 0:
        raise ValueError(expected)
    return number


def written_value(value: Any, unit: str) -> str:
    """A typed value as a pack writes it and people read it: the inverse of `typed_value`, amounts in yuan again."""
    if hasattr(value, "items"):
        return ", ".join(f"{key} {written_value(item, unit)}" for key, item in value.items())
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, MonthDay):
        return f"{value.month:02d}-{value.day:02d}"
    if isinstance(value, Share):
        return f"{'more than' if value.passed else 'at least'} {value.part}/{value.of}"
    if unit.startswith("time"):
        return text_from_minute(value)
    return yuan_from_fen(value) if unit.startswith("yuan") else str(value)
