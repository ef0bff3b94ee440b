"""A round written as the files it is read from: what is frozen when wishes close, kept whole, and what is published of it."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from kehou.engines.allocation import drawlog, merkle, sealed
from kehou.engines.allocation.folder import COLUMNS
from kehou.engines.allocation.round import ANY, Round, Seat
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


def tables_digest(digests: Mapping[str, str]) -> str:
    """One figure for the tables: SHA-256 over a line "name digest" for each, by name; round.yaml gets its secret later.

    digests: file → SHA-256 of its bytes, hex. Ids that nobody can guess keep the groups from being tried against it.
    """
    tables = sorted((name, digest) for name, digest in digests.items() if name in COLUMNS)
    return hashlib.sha256("".join(f"{name} {digest}\n" for name, digest in tables).encode()).hexdigest()


def frozen_facts(
    round_: Round, settings: Settings, digests: Mapping[str, str], salts: Mapping[str, str]
) -> dict[str, Any]:
    """What the log says of the freeze."""
    rows = sealed.public_rows(round_, salts)
    return {
        "root": merkle.root(sealed.leaves(rows)),
        "students": len(rows),
        "inputs": tables_digest(digests),
        "options": settings.options,
    }


def drawn_facts(
    round_: Round, settings: Settings, seats: Sequence[Seat], certificate: str, salts: Mapping[str, str]
) -> dict[str, Any]:
    """What the log says of the draw. certificate: the text of the file."""
    return {
        "reveal": settings.reveal or "",
        "public": settings.public,
        "results": merkle.root(list(sealed.result_leaves(round_, seats, salts).values())),
        "certificate": hashlib.sha256(certificate.encode()).hexdigest(),
    }


def published_texts(round_: Round, seed: str, salts: Mapping[str, str], log: drawlog.Log) -> dict[str, str]:
    """File name → text of what anyone may have. seed "": not drawn yet."""
    rows = [(seal, wishes) for seal, wishes, _ in sealed.public_rows(round_, salts)]
    texts = {sealed.PUBLIC: table_text(["sealed", "wishes"], rows), drawlog.FILE: drawlog.as_text(log)}
    if seed:
        texts[sealed.TICKETS] = table_text(["ticket"], [(t,) for t in sealed.tickets(seed, round_.students)])
    return texts


def salts_text(salts: Mapping[str, str]) -> str:
    return table_text(["student", "salt"], sorted(salts.items()))


_OPTIONAL = ("priorities", "reserved", "held", "done", "fixed", "trades")


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
        "groups": _groups(settings),
        "travel": settings.travel,
        "gate": settings.gate if settings.mode == "fair-gate" else None,
    }
    stated = {key: value for key, value in values.items() if value is not None}
    return yaml.safe_dump(stated, sort_keys=False, allow_unicode=True)


def _groups(settings: Settings) -> str | None:
    """Nothing where it is what a mode does if nothing is said."""
    is_first = settings.mode != "fair-gate"
    return None if settings.groups_first == is_first else "first" if settings.groups_first else "reserved"


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
                _blank(student.arrived),
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
        "trades.csv": [
            (student, rank, section)
            for student, sections in sorted(round_.trades.items())
            for rank, section in enumerate(sections, start=1)
        ],
    }


def _blank(number: int | None) -> object:
    return "" if number is None else number
