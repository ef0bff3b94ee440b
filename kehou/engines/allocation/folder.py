"""A folder of files becomes a round. The format: docs/allocation.md, "From files"."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kehou.engines.allocation.round import Round
from kehou.engines.allocation.rows import round_from_tables
from kehou.engines.allocation.settings import FILE as SETTINGS_FILE
from kehou.engines.allocation.settings import Settings, read_settings
from kehou.engines.allocation.tables import BadFolder, InputFault, read_table

LARGEST = 1 << 30
"""Bytes of one table."""

COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "slots.csv": (("slot",), ("order", "starts", "ends")),
    "sections.csv": (("section", "slots", "capacity"), ("minimum", "grades", "campus", "after")),
    "students.csv": (("student",), ("grade", "group", "lottery", "quota", "campus", "arrived")),
    "wishes.csv": (("student", "rank", "section"), ("slot",)),
    "priorities.csv": (("section", "student", "class"), ()),
    "reserved.csv": (("section", "group", "seats"), ()),
    "held.csv": (("student", "section"), ()),
    "done.csv": (("student", "section"), ()),
    "fixed.csv": (("student", "slot"), ()),
    "trades.csv": (("student", "rank", "section"), ()),
}
"""Table → columns it must have, columns it may have."""
NEEDED = (SETTINGS_FILE, "slots.csv", "sections.csv", "students.csv", "wishes.csv")
FILES = (SETTINGS_FILE, *COLUMNS)


@dataclass(frozen=True)
class Folder:
    """What was read. digests: file → sha256 of its bytes; is_drawn: the numbers come from the seed, not the table."""

    round: Round
    settings: Settings
    digests: dict[str, str]
    is_drawn: bool


def read_folder(path: Path) -> Folder:
    """Read a round. Errors: BadFolder with every fault of every file."""
    faults: list[InputFault] = []
    raw = read_files(path, faults)
    settings = read_settings(raw[SETTINGS_FILE], faults) if SETTINGS_FILE in raw else Settings()
    tables = {name: read_table(name, raw[name], *COLUMNS[name], faults) if name in raw else [] for name in COLUMNS}
    round_, is_drawn = round_from_tables(tables, settings, faults)
    if faults:
        raise BadFolder(sorted(faults, key=lambda fault: (FILES.index(fault.file), fault.line)))
    return Folder(round_, settings, digests_of(raw), is_drawn)


def read_files(path: Path, faults: list[InputFault]) -> dict[str, bytes]:
    """File → content, of those that are there. Errors: BadFolder if there is no such folder; else into `faults`.

    All are read twice: what somebody saves meanwhile would else be half of one state and half of another.
    """
    if not path.is_dir():
        raise BadFolder([InputFault(path.name, 0, "", "", "一个文件夹")])
    raw = {name: content for name in FILES if (content := _content(path / name, faults)) is not None}
    for name in FILES:
        if _content(path / name, []) != raw.get(name):
            faults.append(InputFault(name, 0, "", "", "读的时候没有人改动的文件；改完再运行一次"))
    return raw


def digests_of(raw: Mapping[str, bytes]) -> dict[str, str]:
    """File → sha256, hex."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in raw.items()}


def _content(path: Path, faults: list[InputFault]) -> bytes | None:
    try:
        if path.stat().st_size > LARGEST:
            faults.append(InputFault(path.name, 0, "", "", f"不超过 {LARGEST >> 20} MB 的文件"))
            return None
        return path.read_bytes()
    except FileNotFoundError:
        if path.name in NEEDED:
            faults.append(InputFault(path.name, 0, "", "", "文件夹里有的文件"))
    except OSError:
        faults.append(InputFault(path.name, 0, "", "", "能读的文件"))
    return None
