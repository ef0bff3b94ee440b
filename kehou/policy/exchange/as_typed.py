"""What people and their spreadsheets write where the format wants digits: read where only one thing can be meant.

2026/9/7, 2026年9月7日 and 16：10 are certain. 9/7/2026 (which is the month?), 46272 (a spreadsheet's day number, of one of
two calendars) and 4:10 PM are not: they are refused, and the error says why.
"""

import re
from typing import Final

_ASCII: Final = str.maketrans("０１２３４５６７８９：．－／，　", "0123456789:.-/, ")
_DATE = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日)", re.ASCII)
_MONTH = re.compile(r"(\d{4})年(\d{1,2})月", re.ASCII)
_DAY_NUMBER = re.compile(r"\d{5}(\.\d+)?", re.ASCII)
_WHICH_IS_THE_YEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{1,4}( .*)?", re.ASCII)
_HALF_OF_THE_DAY = re.compile(r"(?i)上午|下午|中午|晚上|\b[ap]\.?m\b")


def in_ascii(text: str) -> str:
    """Full-width digits, colons, points, dashes and blanks as plain ones; the rest as it stands."""
    return text if text.isascii() else text.translate(_ASCII)


def iso_date(text: str) -> str:
    """2026/9/7, 2026.9.7, 2026-9-7, 2026年9月7日 → "2026-09-07"; anything else as it stands."""
    match = _DATE.fullmatch(in_ascii(text))
    if match is None:
        return text
    year, month, day = match[1], match[3] or match[5], match[4] or match[6]
    return f"{year}-{month:0>2}-{day:0>2}"


def iso_moment(text: str) -> str:
    """A date as above and a time after it, "2026/9/7 16：10" → "2026-09-07 16:10"; anything else as it stands."""
    day, blank, clock = in_ascii(text).partition(" ")
    return iso_date(day) + blank + clock


def iso_month(text: str) -> str:
    """2026年9月 → "2026-09"; anything else as it stands: "2026-1" may be the id of a year's first term."""
    match = _MONTH.fullmatch(in_ascii(text))
    return f"{match[1]}-{match[2]:0>2}" if match else text


def why_uncertain(text: str) -> str:
    """Why a date or a time that a person can nearly read is refused; "" where that is not so."""
    plain = in_ascii(text.strip())
    if _DAY_NUMBER.fullmatch(plain):
        return "像是表格软件里的日期序号，不能确定是哪一天，请把这一列设成日期格式再另存"
    if _WHICH_IS_THE_YEAR.fullmatch(plain):
        return "年、月、日谁先谁后不能确定，请先写四位的年"
    if _HALF_OF_THE_DAY.search(plain):
        return "请按 24 小时写，如下午 4:10 写作 16:10"
    return ""
