"""Uploaded lists are read for their preview; confirmed ones are written."""

from datetime import datetime
from typing import Any

import structlog

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act, by_system
from kehou.kernel.jobs import Tick
from kehou.people import lists
from kehou.people.actions.preview_list import note_progress, preview_list
from kehou.people.actions.write_list import put_back_list, write_list
from kehou.people.imports import compare, preview, read_file

log = structlog.get_logger()
BROKEN = "没能读完这份文件，什么都没有写入。请另存为 xlsx 再传一次"


def read_lists(at: datetime) -> int:
    """A list that fails is put aside with a sentence, so that it does not stand in the way of the next."""
    act = by_system("read_lists", at)
    reading, applying = lists.waiting("reading"), lists.waiting("applying")
    for school_id, import_id in reading:
        _read(act, school_id, import_id)
    for school_id, import_id in applying:
        _write(act, school_id, import_id)
    return len(reading) + len(applying)


def _read(act: Act, school_id: int, import_id: int) -> None:
    row = lists.import_row(import_id)
    says = ""
    counts: dict[str, int] = {}
    rows: dict[str, Any] = {}
    try:
        parsed = read_file(row, lambda done, total: note_progress(import_id, done, total))
        counts, rows = preview(compare(school_id, parsed))
    except Refusal as refusal:
        says = refusal.says
    except Exception:
        log.exception("list_not_read", import_id=import_id)
        says = BROKEN
    preview_list(act, school_id=school_id, import_id=import_id, counts=counts, rows=rows, says=says)


def _write(act: Act, school_id: int, import_id: int) -> None:
    try:
        parsed = read_file(lists.import_row(import_id))
        write_list(act, school_id=school_id, import_id=import_id, parsed=parsed)
    except Refusal as refusal:
        put_back_list(act, school_id=school_id, import_id=import_id, says=refusal.says, again=True)
    except Exception:
        log.exception("list_not_written", import_id=import_id)
        put_back_list(act, school_id=school_id, import_id=import_id, says=BROKEN, again=False)


TICK = Tick("read_lists", 2, read_lists)
