"""One table of a round's folder: read with every fault by file, line and column, all in one pass; or written."""

import csv
import difflib
import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

_WHOLE = re.compile(r"([+-]?\d{1,40})(?:\.0+)?")
LARGEST_NUMBER = 10**9
ANY_SIZE = 10**40
"""A number that only has to be compared, such as a lottery number made from a hash."""
_CLOSE = 0.75
"""How alike two words are before one is taken for a slip of the other (0 … 1)."""
_GUESSES = 100_000
"""Words compared until no more is guessed: where two tables have nothing in common, every row would be."""
_LIKELY = 0.6
"""How alike before one is offered as what may have been meant: of three letters one may be wrong."""


@dataclass(frozen=True, slots=True)
class InputFault:
    """One thing wrong in a file. line: from 1, 0 = all of it; key: column or key; nearest: the word meant, or ""."""

    file: str
    line: int
    key: str
    found: str
    expected: str
    nearest: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        key = f" {self.key}" if self.key else ""
        found = f"写的是“{_shortened(self.found)}”，" if self.found else ""
        nearest = f"（是不是 {self.nearest}？）" if self.nearest else ""
        return f"{where}{key}：{found}应为：{self.expected}{nearest}"


def _shortened(text: str) -> str:
    shown = text.replace("\r", " ").replace("\n", " ")
    return shown if len(shown) <= 40 else shown[:40] + "…"


class BadFolder(Exception):
    """A folder that cannot be read as a round; faults: all of them, in order of file and line."""

    def __init__(self, faults: Sequence[InputFault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)


def nearest(word: str, known: Iterable[str], alike: float = _CLOSE) -> str:
    """The known word this one is most likely a slip of, or ""."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=alike)), "")


@dataclass
class Row:
    """One line of a table; its readers note what is wrong and go on with a stand-in value."""

    file: str
    line: int
    cells: dict[str, str]
    faults: list[InputFault] = field(repr=False)

    def text(self, key: str, *, default: str | None = None) -> str:
        """A word; an empty cell is a fault unless there is a default."""
        value = self.cells.get(key, "")
        if not value and default is None:
            self.fault(key, "", "不空的一格")
        return value or default or ""

    def words(self, key: str) -> tuple[str, ...]:
        return tuple(self.cells.get(key, "").split())

    def number(self, key: str, *, low: int = 0, high: int = LARGEST_NUMBER, needed: bool = False) -> int | None:
        """A whole number from `low` to `high`; full-width digits and "12.0" are certain and read as such."""
        value = self.cells.get(key, "")
        if not value.isascii():
            value = unicodedata.normalize("NFKC", value)
        if not value and not needed:
            return None
        match = _WHOLE.fullmatch(value)
        if match is None or not low <= int(match[1]) <= high:
            self.fault(key, self.cells.get(key, ""), f"整数，{low} {'或更大' if high == ANY_SIZE else f'到 {high}'}")
            return None
        return int(match[1])

    def known(self, key: str, known: Collection[str], table: str) -> str:
        """An id that another table defines."""
        value = self.text(key)
        if value and value not in known:
            is_cheap = len(known) * len(self.faults) < _GUESSES
            self.fault(key, value, f"{table} 里有的编号", nearest(value, known, _LIKELY) if is_cheap else "")
        return value

    def new(self, key: str, seen: set[str]) -> str:
        """An id this table defines; once."""
        value = self.text(key)
        if value in seen:
            self.fault(key, value, "不重复的编号")
        elif value:
            seen.add(value)
        return value

    def fault(self, key: str, found: str, expected: str, nearest: str = "") -> None:
        self.faults.append(InputFault(self.file, self.line, key, found, expected, nearest))


def decoded(raw: bytes) -> str:
    """UTF-8 with or without BOM, else GBK. Errors: UnicodeDecodeError if neither fits."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def read_table(
    file: str, raw: bytes, required: Sequence[str], optional: Sequence[str], faults: list[InputFault]
) -> list[Row]:
    """The rows below the header line, cells stripped; blank lines are skipped, unknown columns left alone.

    A column nearly named as one that is missing is a slip and a fault: what it was meant to say must not be lost.
    """
    try:
        text = decoded(raw)
    except UnicodeDecodeError:
        faults.append(InputFault(file, 0, "", "", "UTF-8 或 GBK 编码的文字"))
        return []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    rows: list[Row] = []
    ended, before = 0, len(faults)
    try:
        for cells in reader:
            line, ended = ended + 1, reader.line_num
            cells = [cell.strip() for cell in cells]
            if not any(cells):
                continue
            if header is None:
                header = _header(file, line, cells, required, optional, faults)
                if header is None:
                    return []
            elif any(cells[len(header) :]):
                faults.append(InputFault(file, line, "", ",".join(cells), f"{len(header)} 格"))
            else:
                rows.append(Row(file, line, dict(zip(header, cells, strict=False)), faults))
    except csv.Error:
        faults.append(InputFault(file, reader.line_num, "", "", "引号成对的 CSV"))
    if header is None and len(faults) == before:
        faults.append(InputFault(file, 1, "", "", f"表头 {','.join(required)}"))
    return rows


def _header(
    file: str,
    line: int,
    cells: list[str],
    required: Sequence[str],
    optional: Sequence[str],
    faults: list[InputFault],
) -> list[str] | None:
    """The column names, or None where the table cannot be read at all."""
    names = [cell.lower() for cell in cells]
    known = [*required, *optional]
    missing = [key for key in known if key not in names]
    before = len(faults)
    for key in names:
        if key in known and names.count(key) > 1:
            faults.append(InputFault(file, line, key, key, "只出现一次的列名"))
        meant = nearest(key, missing) if key and key not in known else ""
        if meant:
            faults.append(InputFault(file, line, key, key, "已知的列名", meant))
            missing.remove(meant)
    for key in missing:
        if key in required:
            faults.append(InputFault(file, line, key, "", f"有 {key} 这一列"))
    return names if len(faults) == before else None


def table_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as it is written: commas, one line end, a header line."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
