"""Readers of single cells, and of a row made of them.

A reader takes the text of a cell and returns its value, or raises `Unfit` with what was expected. The exception never
holds what was found: that stays in the row, masked, and goes to the person who uploaded it.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from stdnum.cn import ric

from kehou.gateways.sheets import Row, cell_address, formula_like
from kehou.people.roll.columns import Layout
from kehou.people.roll.masking import mask_numbers

T = TypeVar("T")
Mask = Callable[[str], str]

_DOTS = str.maketrans(dict.fromkeys("•・．‧∙⋅", "·"))
# The common Chinese name: nearly every row of a roll is done with it.
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,8}")
_BROKEN_NUMBER = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LANDLINE = re.compile(r"0\d{2,3}\d{7,8}")
_CODE_PREFIX = re.compile(r"\d{1,2}\s*[-－—.、]\s*(?=\D)")
_MAX_FOUND = 30


class Unfit(Exception):
    """A cell that cannot be read. The argument says what was expected, in plain Chinese, never what was found."""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One cell of a refused row. cell: "M17"; found: what stands there, masked where it is protected."""

    cell: str
    column: str
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is not taken over, with every reason at once. number: as the spreadsheet shows it."""

    number: int
    problems: tuple[CellProblem, ...]


class RowReader:
    """Takes the cells of one row one by one and keeps the problems."""

    def __init__(self, layout: Layout, row: Row) -> None:
        self._layout = layout
        self._cells = dict(zip(layout.places, row.cells, strict=True))
        self.number = row.number
        self.problems: list[CellProblem] = []

    def text(self, column: str) -> str:
        """The cell as it stands; "" where the file lacks the column."""
        return self._cells.get(column, "")

    def take(self, column: str, read: Callable[[str], T], *, mask: Mask | None = None) -> T | None:
        """The cell's value, or None with a problem kept."""
        text = self.text(column)
        try:
            if formula_like(text):
                raise Unfit("普通文字，不能以 = + - @ 开头")
            return read(text)
        except Unfit as unfit:
            self.refuse(column, str(unfit), mask=mask)
            return None

    def refuse(self, column: str, expected: str, *, mask: Mask | None = None) -> None:
        """Keep a problem with this column's cell."""
        text = self.text(column)
        found = (mask or mask_numbers)(text)[:_MAX_FOUND] if text else "空"
        place = self._layout.places.get(column)
        cell = cell_address(place, self.number) if place is not None else ""
        self.problems.append(CellProblem(cell, column, found, expected))

    @property
    def refused(self) -> RefusedRow:
        return RefusedRow(self.number, tuple(self.problems))


def plain(text: str) -> str:
    """Full-width digits and letters as half-width, outer space gone."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def read_name(text: str) -> str:
    """A person's name: letters of any script, "·" between parts; 2–50 characters.

    Spaces inside a Chinese name ("张　三") are layout and go. A "?" or "□" stands for a character the exporting machine
    did not have, a private-use code for one it drew itself: both would print wrongly, so they are refused.
    """
    if _HAN_NAME.fullmatch(text):
        return text
    name = text.translate(_DOTS)
    if not any("a" <= letter.lower() <= "z" for letter in name):
        name = "".join(name.split())
    if not 2 <= len(name) <= 50:
        raise Unfit("2 到 50 个字的姓名")
    if any(unicodedata.category(sign) in ("Co", "Cn", "Cs") or sign in "?？□■�" for sign in name):
        raise Unfit("完整的姓名：有一个字在导出时丢了或是自造字，请补成正式的字")
    if not all(sign in "·〇 '-." or unicodedata.category(sign)[0] == "L" for sign in name):
        raise Unfit("只含文字和「·」的姓名")
    return name


def read_date(text: str) -> date:
    """YYYYMMDD; 2015-09-01, 2015/9/1 and 2015年9月1日 as spreadsheets show it are the same day."""
    parts = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text) or re.fullmatch(
        r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", plain(text)
    )
    try:
        if parts:
            return date(int(parts[1]), int(parts[2]), int(parts[3]))
    except ValueError:
        pass
    raise Unfit("8 位日期，如 20150901，并且这一天存在")


def read_month(text: str) -> date:
    """YYYYMM → the first day of the month. A full date is taken too."""
    parts = re.fullmatch(r"(\d{4})(\d{2})(\d{2})?", text) or re.fullmatch(r"(\d{4})[-/.年](\d{1,2})月?", plain(text))
    if parts and 1 <= int(parts[2]) <= 12 and 1950 <= int(parts[1]) <= 2200:
        return date(int(parts[1]), int(parts[2]), 1)
    raise Unfit("6 位年月，如 202309")


def read_id_number(text: str) -> str:
    """A resident ID number, 18 characters, checksum and birth date right; a small x is taken as X.

    The region part is not looked up: regions are merged and renamed, and a child born in one keeps the number.
    """
    number = plain(text).upper().replace(" ", "")
    if _BROKEN_NUMBER.fullmatch(number):
        raise Unfit("18 位文本：表格软件把它当成数字，末几位已丢，请把这一列设为文本后重新导出")
    if not re.fullmatch(r"\d{17}[\dX]", number):
        raise Unfit("18 位身份证件号")
    if ric.calc_check_digit(number) != number[17]:
        raise Unfit("正确的身份证件号：校验位不对，有一位抄错了")
    try:
        ric.get_birth_date(number)
    except Exception as error:
        raise Unfit("正确的身份证件号：里面的出生日期不存在") from error
    return number


def read_document_number(text: str) -> str:
    """The number of another document (passport, travel permit): 4–30 letters, digits, brackets, hyphens."""
    number = plain(text).upper().replace(" ", "")
    if _BROKEN_NUMBER.fullmatch(number) or not re.fullmatch(r"[A-Z0-9()/-]{4,30}", number):
        raise Unfit("证件上的号码")
    return number


def read_phone(text: str) -> str:
    """A mobile or a landline with area code → digits only. "+86 154-0000-0001" → "15400000001"; "" stays ""."""
    if _MOBILE.fullmatch(text):
        return text
    digits = re.sub(r"[\s()-]", "", plain(text))
    digits = re.sub(r"^(\+86|0086|86(?=1\d{10}$))", "", digits)
    if digits and not (_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits)):
        raise Unfit("11 位手机号，或带区号的座机号")
    return digits


def read_mobile(text: str) -> str:
    """A mobile number, needed where it is a person's way to sign in."""
    digits = read_phone(text)
    if not _MOBILE.fullmatch(digits):
        raise Unfit("11 位手机号")
    return digits


def option(text: str) -> str:
    """An option's name without the code some exports put before it: "2-住校" → "住校"."""
    return _CODE_PREFIX.sub("", plain(text))


def one_of(options: Mapping[str, T], expected: str) -> Callable[[str], T]:
    """A reader that knows these option names (and codes)."""

    def read(text: str) -> T:
        if text in options:
            return options[text]
        try:
            return options[option(text)]
        except KeyError:
            raise Unfit(expected) from None

    return read


read_yes_no = one_of({"是": True, "否": False, "1": True, "0": False}, "是 或 否")
