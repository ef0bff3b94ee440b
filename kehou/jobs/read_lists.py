"""Uploaded lists are read for their preview; confirmed ones are written."""

from datetime import datetime

from kehou.ground.refusal import Refusal
from kehou.kernel.act import by_system
from kehou.kernel.jobs import Tick
from kehou.people import lists
from kehou.people.actions.preview_list import note_progress, preview_list
from kehou.people.actions.write_list import write_list
from kehou.people.imports import compare, preview


def read_lists(at: datetime) -> int:
    act = by_system("read_lists", at)
    reading, applying = lists.waiting("reading"), lists.waiting("applying")
    for school_id, import_id in reading:
        row = lists.import_row(import_id)
        try:
            counts, rows = preview(compare(row, lambda done, total, key=import_id: note_progress(key, done, total)))
        except Refusal as refusal:
            preview_list(act, school_id=school_id, import_id=import_id, counts={}, rows={}, says=refusal.says)
        else:
            preview_list(act, school_id=school_id, import_id=import_id, counts=counts, rows=rows)
    for school_id, import_id in applying:
        write_list(act, school_id=school_id, import_id=import_id)
    return len(reading) + len(applying)


TICK = Tick("read_lists", 2, read_lists)
