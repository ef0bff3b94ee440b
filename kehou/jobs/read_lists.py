"""Uploaded lists are read for their preview; confirmed ones are written."""

from datetime import datetime, timedelta

import structlog

from kehou.day.actions.take_staff_list import take_staff_list
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act, by_system
from kehou.kernel.jobs import Tick
from kehou.people import lists
from kehou.people.actions.discard_list import forget_list
from kehou.people.actions.preview_list import give_up_list, preview_list
from kehou.people.actions.write_list import put_back_list, write_list
from kehou.people.imports import compare, counts_of, preview, read_file
from kehou.people.progress import noted
from kehou.people.roll.kept import keep
from kehou.people.roll.staff_list import ParsedStaff

log = structlog.get_logger()
BROKEN = "没能读完这份文件，什么都没有写入。请另存为 xlsx 再传一次"
KEPT_FOR = timedelta(days=7)
"""A list holds personal data and waits sealed. A second person may have to look, so a weekend must fit in."""
NOBODY_CONFIRMED = "7 天里没有人确认，这份名单已经删掉，什么都没有写入。需要时请再传一次"


def read_lists(at: datetime) -> int:
    """A list that fails is put aside with a sentence, so that it does not stand in the way of the next."""
    act = by_system("read_lists", at)
    reading, applying = lists.waiting("reading"), lists.waiting("applying")
    forgotten = lists.unconfirmed(at - KEPT_FOR)
    for school_id, import_id in reading:
        _read(act, school_id, import_id)
    for school_id, import_id in applying:
        _write(act, school_id, import_id)
    for school_id, import_id in forgotten:
        forget_list(act, school_id=school_id, import_id=import_id, says=NOBODY_CONFIRMED)
    return len(reading) + len(applying) + len(forgotten)


def _read(act: Act, school_id: int, import_id: int) -> None:
    row = lists.import_row(import_id)
    try:
        with noted(import_id) as progress:
            parsed = read_file(row, progress)
        found = compare(school_id, parsed)
        # With a row refused nothing will be written: then nothing is kept either.
        content = "" if found.refused else keep(parsed, digest=row.digest, school_id=school_id)
        preview_list(
            act,
            school_id=school_id,
            import_id=import_id,
            counts=counts_of(found),
            rows=preview(found),
            content=content,
        )
    except Refusal as refusal:
        give_up_list(act, school_id=school_id, import_id=import_id, says=refusal.says)
    except Exception:
        log.exception("list_not_read", import_id=import_id)
        give_up_list(act, school_id=school_id, import_id=import_id, says=BROKEN)


def _write(act: Act, school_id: int, import_id: int) -> None:
    try:
        parsed = read_file(lists.import_row(import_id))
        with noted(import_id) as progress:
            if isinstance(parsed, ParsedStaff):
                take_staff_list(act, school_id=school_id, import_id=import_id, parsed=parsed, progress=progress)
            else:
                write_list(act, school_id=school_id, import_id=import_id, parsed=parsed, progress=progress)
    except Refusal as refusal:
        put_back_list(act, school_id=school_id, import_id=import_id, says=refusal.says, again=True)
    except Exception:
        log.exception("list_not_written", import_id=import_id)
        put_back_list(act, school_id=school_id, import_id=import_id, says=BROKEN, again=False)


TICK = Tick("read_lists", 2, read_lists, slow=True)
