"""How one cell of a record table is read and written: each kind of cell says what it expects."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

from kehou.ground.fen import fen_from_yuan, yuan_from_fen
from kehou.policy.exchange.as_typed import in_ascii, iso_date, iso_moment, iso_month, why_uncertain

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_DECIMAL = re.compile(r"\d{1,6}(\.\d{1,6})?", re.ASCII)
_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)


def _no_doubt(_: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A kind of cell. `read` gets the text without outer blanks and raises ValueError; `write` is its inverse.

    expected: short, for programs; says: for people, completes "这一格要填…".
    empty: what an empty cell means; where `may_be_empty` is false an empty cell cannot be read.
    codes: the words allowed, for the nearest known one in an error.
    doubt: why a text that a person can nearly read is refused, "" where that is not so.
    """

    expected: str
    says: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    may_be_empty: bool = False
    empty: Any = None
    codes: tuple[str, ...] = ()
    doubt: Callable[[str], str] = _no_doubt

    def parse(self, text: str) -> Any:
        """The value of a cell. Errors: ValueError where it cannot be read."""
        text = text.strip()
        if not text:
            if self.may_be_empty:
                return self.empty
            raise ValueError("empty")
        return self.read(text)

    def text(self, value: Any) -> str:
        return "" if value is None else self.write(value)


def or_empty(cell: Cell, empty: Any = None) -> Cell:
    """The same cell, which may be left empty."""
    return replace(
        cell, may_be_empty=True, empty=empty, expected=f"{cell.expected} or empty", says=f"{cell.says}，也可以不填"
    )


def code(*words: str) -> Cell:
    """One of a few words."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(text)
        return text

    return Cell(" | ".join(words), "、".join(words) + " 里的一个", read, str, codes=words)


def codes(words: Iterable[str]) -> Cell:
    """Some of a few words, separated by spaces."""
    known = tuple(words)

    def read(text: str) -> tuple[str, ...]:
        found = tuple(text.split())
        for word in found:
            if word not in known:
                raise ValueError(word)
        return found

    return Cell("codes separated by spaces", "内容代码，多个用空格分开", read, " ".join, codes=known)


@lru_cache(maxsize=4096)
def _read_date(text: str) -> date:
    match = _DATE.fullmatch(iso_date(text))
    if match is None:
        raise ValueError(text)
    return date(int(match[1]), int(match[2]), int(match[3]))


@lru_cache(maxsize=4096)
def _read_clock(text: str) -> time:
    match = _CLOCK.fullmatch(in_ascii(text))
    if match is None:
        raise ValueError(text)
    return time(int(match[1]), int(match[2]), int(match[3] or 0))


@lru_cache(maxsize=65536)
def _read_moment(text: str) -> datetime:
    day, _, clock = iso_moment(text).partition(" ")
    return datetime.combine(_read_date(day), _read_clock(clock.lstrip()))


def _read_day_of_moment(text: str) -> date:
    return _read_moment(text).date() if " " in in_ascii(text) else _read_date(text)


def _read_moment_or_day(text: str) -> datetime:
    return _read_moment(text) if " " in in_ascii(text) else datetime.combine(_read_date(text), time())


def _write_clock(value: time | datetime) -> str:
    return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"


def _write_moment(value: datetime) -> str:
    return f"{value.date().isoformat()} {_write_clock(value)}"


def _read_whole(text: str) -> int:
    text = in_ascii(text)
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _read_grade(text: str) -> int:
    grade = _read_whole(text)
    if not 1 <= grade <= 12:
        raise ValueError(text)
    return grade


def _read_grades(text: str) -> tuple[int, ...]:
    return tuple(_read_grade(word) for word in text.split())


def _read_mark(text: str) -> int:
    mark = _read_whole(text)
    if not 1 <= mark <= 5:
        raise ValueError(text)
    return mark


def _read_decimal(text: str) -> Decimal:
    text = in_ascii(text)
    if not _DECIMAL.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


def _read_amount(text: str) -> int:
    amount = _read_signed_amount(text)
    if amount < 0:
        raise ValueError(text)
    return amount


def _read_signed_amount(text: str) -> int:
    return fen_from_yuan(in_ascii(text))


def _read_period(text: str) -> str:
    text = iso_month(text)
    if _MONTH.fullmatch(text):
        _read_date(f"{text}-01")
    return text


def _read_flag(text: str) -> bool:
    text = in_ascii(text)
    if text not in ("0", "1"):
        raise ValueError(text)
    return text == "1"


def _write_flag(value: bool) -> str:
    return "1" if value else "0"


TEXT = Cell("text", "文字", str, str, may_be_empty=True, empty="")
ID = Cell("an id", "编号，不能空", str, str)
DATE = Cell("YYYY-MM-DD", "日期，如 2026-09-07", _read_date, date.isoformat, doubt=why_uncertain)
DAY = Cell("YYYY-MM-DD", "日期，如 2026-09-07", _read_day_of_moment, date.isoformat, doubt=why_uncertain)
CLOCK = Cell("HH:MM", "时间，如 16:10", _read_clock, _write_clock, doubt=why_uncertain)
MOMENT = Cell("YYYY-MM-DD HH:MM", "日期和时间，如 2026-09-07 16:10", _read_moment, _write_moment, doubt=why_uncertain)
MOMENT_OR_DAY = Cell(
    "YYYY-MM-DD HH:MM", "日期和时间，如 2026-09-07 16:10", _read_moment_or_day, _write_moment, doubt=why_uncertain
)
FLAG = Cell("0 | 1", "0 或 1", _read_flag, _write_flag, may_be_empty=True, empty=False)
ANSWER = Cell("0 | 1 or empty", "0 或 1，也可以不填", _read_flag, _write_flag, may_be_empty=True)
WHOLE = Cell("a whole number from 0", "不小于 0 的整数", _read_whole, str)
MARK = Cell("1 to 5", "1 到 5 的整数", _read_mark, str)
DECIMAL = Cell("a number from 0", "不小于 0 的数，如 5.4", _read_decimal, str)
GRADE = Cell("a grade, 1 to 12", "年级，1 到 12 的整数", _read_grade, str)
GRADES = Cell(
    "grades, 1 to 12, separated by spaces",
    "年级，1 到 12 的整数，多个用空格分开",
    _read_grades,
    lambda grades: " ".join(map(str, grades)),
)
AMOUNT = Cell(
    "yuan with two decimals, from 0.00", "金额（元），两位小数，不带负号，如 60.00", _read_amount, yuan_from_fen
)
SIGNED_AMOUNT = Cell(
    "yuan with two decimals, out negative",
    "金额（元），两位小数，支出带负号，如 -60.00",
    _read_signed_amount,
    yuan_from_fen,
)
PERIOD = Cell("YYYY-MM or the term's id", "月份（如 2026-09）或学期编号", _read_period, str)
