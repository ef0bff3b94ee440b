"""Tables to files: xlsx and csv, the same bytes for the same rows."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter

from kehou.gateways.sheets import formula_like

# A file's own date would make equal contents differ.
_CREATED = datetime(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet to write. rows: str stays text whatever it looks like (ID numbers, "=…"), int is a number."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[str | int | None]]
    widths: Sequence[int] = ()


def write_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """A workbook with one frozen bold header row per sheet. No cell can become a formula or a link."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"constant_memory": True, "strings_to_urls": False})
    workbook.set_properties({"created": _CREATED})
    bold = workbook.add_format({"bold": True})
    text = workbook.add_format({"num_format": "@"})
    for sheet in sheets:
        page = workbook.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width)
        for column, name in enumerate(sheet.header):
            page.write_string(0, column, name, bold)
        for number, row in enumerate(sheet.rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, int):
                    page.write_number(number, column, value)
                elif value:
                    page.write_string(number, column, value, text)
    workbook.close()
    return buffer.getvalue()


def write_csv(
    header: Sequence[str], rows: Iterable[Sequence[str | int | None]], *, encoding: str = "utf-8-sig"
) -> bytes:
    """Comma separated, lines end in CRLF. encoding: "utf-8-sig" (opens rightly in Excel), "utf-8", "gb18030".

    Errors: ValueError where a spreadsheet would run a cell as a formula; the text is not quoted.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(header)
    for number, row in enumerate(rows, start=2):
        for value in row:
            if isinstance(value, str) and formula_like(value):
                raise ValueError(f"row {number}: a cell would run as a formula")
        writer.writerow("" if value is None else value for value in row)
    return buffer.getvalue().encode(encoding)
