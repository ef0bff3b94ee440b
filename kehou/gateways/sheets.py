"""Tables in files: xlsx and csv read into a header and rows of text.

What a spreadsheet does to data is undone here once: numbers lose their ".0", dates become YYYYMMDD, and a number too
long for a spreadsheet stays visibly broken ("1.50302201509E+17") so that the reader of an ID number can say why.
"""

import csv
import io
import re
import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import python_calamine

from kehou.gateways.encoding import decode_text
from kehou.ground.refusal import Refusal

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_UNPACKED_BYTES = 1024 * 1024 * 1024
MAX_ROWS = 99_999
MAX_COLUMNS = 128
HEADER_SEARCH_ROWS = 10

# A spreadsheet keeps 15 digits of a number; from here on the last ones are invented.
_FIRST_INEXACT = 1e15
# A cell beyond column DX (the 128th) or row 99,999. See _has_faraway_cell.
_FARAWAY = re.compile(rb"""\sr=["'](?:(?:[A-Z]{3}|[E-Z][A-Z]|D[YZ])[0-9]|[A-Z]{0,2}[1-9][0-9]{5})""")
_CHUNK_BYTES = 1 << 20
_OVERLAP_BYTES = 16
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_HAS_INVISIBLE = re.compile("[" + "".join(map(chr, _INVISIBLE)) + "]")
_HEADER_NOISE = re.compile(r"[\s*＊★☆:：]+")
_SIGNED_NUMBER = re.compile(r"[+-][\d\s.()-]*")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. number: as the spreadsheet shows it, from 1. spills: more cells than the header has."""

    number: int
    cells: tuple[str, ...]
    spills: bool = False


class Table:
    """A header and, below it, rows of text. `header` holds clean names; a nameless column is ""."""

    def __init__(self, header: tuple[str, ...], header_row: int, lines: Sequence[Sequence[object]], ragged: bool):
        self.header = header
        self.header_row = header_row
        self._lines = lines
        self._ragged = ragged

    def __len__(self) -> int:
        """Rows below the header, blank ones included: what a progress bar counts to."""
        return len(self._lines) - self.header_row

    def rows(self, columns: Sequence[int]) -> Iterator[Row]:
        """The chosen columns of each row that is not blank, in that order. Only they are turned into text."""
        width = len(self.header)
        for number, line in enumerate(self._lines[self.header_row :], start=self.header_row + 1):
            cells = tuple(cell_text(line[i]) if i < len(line) else "" for i in columns)
            if any(cells) or any(cell_text(value) for value in line):
                spills = self._ragged and any(cell_text(value) for value in line[width:])
                yield Row(number, cells, spills)


def cell_address(column: int, row: int) -> str:
    """Where a person finds the cell: (0, 2) → "A2", (27, 10) → "AB10". column counts from 0, row from 1."""
    letters = ""
    rest = column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def header_name(text: str) -> str:
    """A column's name without the marks that templates put around it: " ★姓名 " → "姓名"."""
    return _HEADER_NOISE.sub("", text.translate(_INVISIBLE)).replace("／", "/")


def formula_like(text: str) -> bool:
    """True where a spreadsheet would run the text: it begins with = + - @ and is no plain number ("-3", "+86 1…")."""
    return text[:1] in "=+-@" and bool(text) and not _SIGNED_NUMBER.fullmatch(text)


def cell_text(value: object) -> str:
    """What a cell says. 20150901.0 → "20150901"; a date → "20150901"; 1.5e17 → "1.50000000000E+17"."""
    if isinstance(value, str):
        return (value.translate(_INVISIBLE) if _HAS_INVISIBLE.search(value) else value).strip()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        if abs(value) >= _FIRST_INEXACT:
            return f"{value:.11E}"
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return f"{value:%Y%m%d}" if value.time() == time() else f"{value:%Y%m%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y%m%d}"
    return "" if value is None else str(value).strip()


def read_table(data: bytes, *, headers: Collection[str]) -> Table:
    """The table of a file whose header row names some of `headers`; columns in any order, others allowed.

    The header is the row among the first ten that names the most of them, on the sheet where it names the most.
    Errors: Refusal `sheet_too_large`, `sheet_empty`, `sheet_old_format`, `sheet_web_page`, `sheet_damaged` (also where
    a checksum inside the workbook is wrong), `sheet_binary`, `sheet_encoding`, `sheet_no_header`. None quotes the file.
    """
    if len(data) > MAX_FILE_BYTES:
        raise Refusal("sheet_too_large", f"文件超过 {MAX_FILE_BYTES // 1024 // 1024} MB。请按学校分开导出再上传。")
    if not data.strip(b" \r\n\t"):
        raise Refusal("sheet_empty", "文件是空的。请重新导出后再上传。")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal("sheet_old_format", "这是旧版 .xls，或者加了密码。请打开后另存为没有密码的 .xlsx 再上传。")
    if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        raise Refusal("sheet_web_page", "这是网页格式的表格。请用 WPS 或 Excel 打开，另存为 .xlsx 再上传。")
    sheets = list(_xlsx_sheets(data)) if data.startswith(b"PK") else [_csv_lines(data, headers)]
    named, header_row, lines = max(
        ((*_find_header(each, headers), each) for each in sheets), key=lambda found: found[0]
    )
    if named == 0:
        raise Refusal("sheet_no_header", "前 10 行里没有找到认识的列名。请上传带表头的导出文件。")
    header = tuple(header_name(cell_text(value)) for value in lines[header_row - 1])
    while header and not header[-1]:
        header = header[:-1]
    return Table(header, header_row, lines, ragged=not data.startswith(b"PK"))


def _find_header(lines: Sequence[Sequence[object]], headers: Collection[str]) -> tuple[int, int]:
    """(how many known names the best row has, its number from 1); the earlier of equals."""
    best = (0, 1)
    for number, line in enumerate(lines[:HEADER_SEARCH_ROWS], start=1):
        named = sum(header_name(value) in headers for value in line if isinstance(value, str))
        if named > best[0]:
            best = (named, number)
    return best


def _xlsx_sheets(data: bytes) -> Iterator[Sequence[Sequence[object]]]:
    # What readers of a stranger's file may raise has no end (a flipped bit gives NotImplementedError): all of it
    # means the same to the person who uploaded. Not chained: a reader's message may quote the file.
    damaged = Refusal("sheet_damaged", "文件打不开，可能没有传完整。请重新导出后再上传。")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            unpacked = sum(member.file_size for member in archive.infolist())
            faraway = unpacked <= MAX_UNPACKED_BYTES and any(_has_faraway_cell(archive, name) for name in names)
    except Exception:
        raise damaged from None
    if unpacked > MAX_UNPACKED_BYTES or faraway:
        raise Refusal(
            "sheet_too_large", f"一张表最多 {MAX_ROWS} 行、{MAX_COLUMNS} 列。请删去远处的空格子，或分开上传。"
        )
    if "xl/workbook.xml" not in names or names & {"xl/workbook.bin", "content.xml"}:
        raise Refusal("sheet_old_format", "这不是 .xlsx 表格。请打开后另存为 .xlsx 再上传。")
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(data))
        pages = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
    except Exception:
        raise damaged from None
    if not pages:
        raise damaged
    for page in pages:
        _refuse_oversize(page.total_height, page.total_width)
        yield page.to_python(skip_empty_area=False)


def _has_faraway_cell(archive: zipfile.ZipFile, name: str) -> bool:
    """True where a part of the workbook holds a cell outside the limits.

    The reader lays a sheet out as a full rectangle: one cell in the far corner of a file of 8 kB would ask for 500 GB
    and end the process. So this is looked at before the reader sees the file.
    """
    with archive.open(name) as part:
        tail = b""
        while chunk := part.read(_CHUNK_BYTES):
            if _FARAWAY.search(tail + chunk):
                return True
            tail = chunk[-_OVERLAP_BYTES:]
    return False


def _csv_lines(data: bytes, headers: Collection[str]) -> Sequence[Sequence[object]]:
    text = decode_text(data, expects=headers)
    first = text[: text.find("\n")] if "\n" in text else text
    try:
        # strict: an unpaired quote would otherwise swallow the rest of the file, and its pupils with it.
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first else ",", strict=True))
    except csv.Error:
        raise Refusal("sheet_damaged", "文件里有没配对的引号或过长的格子。请另存为 .xlsx 后再上传。") from None
    _refuse_oversize(len(lines), max(map(len, lines), default=0))
    return lines


def _refuse_oversize(rows: int, columns: int) -> None:
    if rows > MAX_ROWS:
        raise Refusal("sheet_too_large", f"一次最多 {MAX_ROWS} 行，这个文件有 {rows} 行。请分开上传。")
    if columns > MAX_COLUMNS:
        raise Refusal("sheet_too_large", f"一张表最多 {MAX_COLUMNS} 列，这个文件有 {columns} 列。请删去空列再上传。")
