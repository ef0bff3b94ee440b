"""What was read of a file, kept until it is written: packed so that writing need not read the file again.

Only what the system takes over is in it, not the columns it leaves aside. It holds personal data and is stored sealed.
"""

import json
import zlib
from base64 import b64decode, b64encode
from datetime import date
from typing import Any

from kehou.people.roll.diff import record_of
from kehou.people.roll.parse import Guardian, ParsedRoll, RollRow
from kehou.people.roll.staff_list import ParsedStaff, StaffRow

_MARK = "rows:"
"""No base64 text begins so: a file waiting to be read is told from what was read of one."""
_QUICK = 1  # 60,000 pupils: a third of a second; the best packing takes ten times as long for a fifth less


def is_kept(content: str) -> bool:
    return content.startswith(_MARK)


def keep(parsed: ParsedRoll | ParsedStaff, *, digest: str, school_id: int) -> str:
    """Pack rows that were all taken over. digest, school_id: of the upload; only with them it is opened again."""
    kind = "roll" if isinstance(parsed, ParsedRoll) else "staff"
    rows = [{**record_of(row), "number": row.number} for row in parsed.rows]
    text = json.dumps([digest, school_id, kind, rows], ensure_ascii=False, separators=(",", ":"))
    return _MARK + b64encode(zlib.compress(text.encode(), _QUICK)).decode()


def kept(content: str, *, digest: str, school_id: int) -> ParsedRoll | ParsedStaff:
    """The rows as they were read. Errors: ValueError where they are of another file or school."""
    packed = b64decode(content.removeprefix(_MARK))
    of_file, of_school, kind, rows = json.loads(zlib.decompress(packed))
    if (of_file, of_school) != (digest, school_id):
        raise ValueError("rows of another upload")
    if kind == "roll":
        return ParsedRoll(tuple(_roll_row(row) for row in rows), ())
    return ParsedStaff(tuple(_staff_row(row) for row in rows), ())


def _roll_row(row: dict[str, Any]) -> RollRow:
    row["born"] = date.fromisoformat(row["born"])
    row["aid"] = tuple(row["aid"])
    row["guardians"] = tuple(Guardian(**guardian) for guardian in row["guardians"])
    return RollRow(**row)


def _staff_row(row: dict[str, Any]) -> StaffRow:
    row["cleared_on"] = date.fromisoformat(row["cleared_on"]) if row["cleared_on"] else None
    row["roles"], row["subjects"] = tuple(row["roles"]), tuple(row["subjects"])
    return StaffRow(**row)
