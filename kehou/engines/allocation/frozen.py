"""A round written as the files it is read from: what is frozen when wishes close, and published for anyone to check."""

from collections.abc import Sequence

import yaml

from kehou.engines.allocation.folder import COLUMNS
from kehou.engines.allocation.round import ANY, Round
from kehou.engines.allocation.settings import FILE as SETTINGS_FILE
from kehou.engines.allocation.settings import Settings
from kehou.engines.allocation.tables import table_text


def folder_texts(round_: Round, settings: Settings, *, with_numbers: bool) -> dict[str, str]:
    """File name → text; tables of priorities only where there are any. Rows by id, so one round is one text.

    with_numbers: write the lottery numbers; without, they follow from the seed. Read back by folder.read_folder.
    """
    texts = {SETTINGS_FILE: settings_text(settings)}
    for name, rows in _rows(round_, with_numbers).items():
        required, optional = COLUMNS[name]
        if rows or not name.startswith(_OPTIONAL):
            texts[name] = table_text([*required, *optional], rows)
    return texts


_OPTIONAL = ("priorities", "reserved", "held", "done", "fixed")


def settings_text(settings: Settings) -> str:
    """round.yaml with what is set, in a fixed order."""
    values = {
        "mode": settings.mode,
        "seed": settings.own_seed,
        "commitment": settings.commitment,
        "reveal": settings.reveal,
        "public": settings.public or None,
        "rotate": settings.rotate,
        "keep": settings.keep,
        "quota": settings.quota,
    }
    stated = {key: value for key, value in values.items() if value is not None}
    return yaml.safe_dump(stated, sort_keys=False, allow_unicode=True)


def _rows(round_: Round, with_numbers: bool) -> dict[str, Sequence[Sequence[object]]]:
    """Table → rows in the order of its columns in COLUMNS."""
    return {
        "slots.csv": [(slot.id, order, slot.starts, slot.ends) for order, slot in enumerate(round_.slots, start=1)],
        "sections.csv": [
            (
                section.id,
                " ".join(section.slots),
                section.capacity,
                section.minimum,
                " ".join(map(str, sorted(section.grades or ()))),
                section.campus,
                " ".join(section.after),
            )
            for section in sorted(round_.sections.values(), key=lambda section: section.id)
        ],
        "students.csv": [
            (
                student.id,
                _blank(student.grade),
                student.group,
                student.lottery if with_numbers else "",
                _blank(student.quota),
                student.campus,
            )
            for student in sorted(round_.students.values(), key=lambda student: student.id)
        ],
        "wishes.csv": [
            (student, wish.rank, wish.section, wish.slot if wish.section == ANY else "")
            for student, wishes in sorted(round_.wishes.items())
            for wish in wishes
        ],
        "priorities.csv": [(*key, priority_class) for key, priority_class in sorted(round_.classes.items())],
        "reserved.csv": [(*key, seats) for key, seats in sorted(round_.reserved.items())],
        "held.csv": sorted(round_.held),
        "done.csv": sorted(round_.done),
        "fixed.csv": sorted(round_.busy),
    }


def _blank(number: int | None) -> object:
    return "" if number is None else number
