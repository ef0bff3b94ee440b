"""Two readings of one text: the engine, and the tests' own, give the same seats on every odd round there is.

The rounds come as the cells of a folder's tables, so that how a table is read is compared too.
"""

from random import Random

import pytest

from kehou.engines.allocation import kernel, spec
from kehou.engines.allocation.folder import COLUMNS
from kehou.engines.allocation.promises import broken
from kehou.engines.allocation.rows import round_from_tables
from kehou.engines.allocation.settings import Settings
from kehou.engines.allocation.tables import InputFault, Row

from .second_reading import Reading, Table

Tables = dict[str, Table]
Options = dict[str, bool | int | None]


def random_tables(dice: Random) -> tuple[Tables, Options]:
    """A small round with whatever a school may do: ids that sort as text, gaps in ranks, rows in any order."""
    names = [str(number) for number in dice.sample(range(1, 13), 12)]  # "10" < "9"
    week = names[: dice.randint(1, 4)]
    slots = [{"slot": slot, "order": str(3 * n + 1), "starts": "", "ends": ""} for n, slot in enumerate(week)]
    ties = dice.random() < 0.3
    sections = [_section(dice, id, week, ties) for id in names[: dice.randint(0, 8)]]
    numbers = dice.random()
    students = [
        {
            "student": id,
            "grade": dice.choice(["", "1", "2", "10"]),
            "group": dice.choice(["", "1", "2", "3"]),
            "lottery": str(dice.randint(0, 3) if numbers < 0.3 else dice.randint(0, 10**9)),
            "quota": dice.choice([""] * 9 + ["0", "1", "3"]) if numbers < 0.5 else "",
            "campus": dice.choice(["", "east"]),
        }
        for id in names[: dice.randint(0, 12)]
    ]
    wishes = [wish for student in students for wish in _wishes(dice, student["student"], week, sections)]
    pairs = [(student["student"], section["section"]) for student in students for section in sections]
    tables = {
        "slots.csv": slots,
        "sections.csv": sections,
        "students.csv": students,
        "wishes.csv": wishes,
        "done.csv": [{"student": student["student"], "section": "始"} for student in students if dice.random() < 0.5],
    }
    if ties or dice.random() < 0.6:
        tables |= _claims(dice, sections, pairs)
    if dice.random() < 0.3:
        tables["fixed.csv"] = [{"student": s["student"], "slot": dice.choice(week)} for s in students[:3]]
    for rows in tables.values():
        dice.shuffle(rows)
    quota = dice.choice([None, None, None, 1, 2, 4])
    return tables, {"rotate": dice.random() < 0.7, "keep": dice.random() < 0.5, "quota": quota}


def _section(dice: Random, id: str, week: list[str], ties: bool) -> dict[str, str]:
    meets = dice.sample(week, min(len(week), dice.choice([1, 1, 2] if ties else [1])))
    return {
        "section": id,
        "slots": " ".join(meets),
        "capacity": str(dice.randint(0, 5)),
        "minimum": dice.choice(["", "0", "1", "2", "3", "7"]),
        "grades": dice.choice(["", "", "1", "2 10", "9"]),
        "campus": dice.choice(["", "west"]),
        "after": "始" if dice.random() < 0.1 else "",
    }


def _wishes(dice: Random, student: str, week: list[str], sections: Table) -> Table:
    wanted = dice.sample(sections, dice.randint(0, len(sections)))
    ranks = sorted(dice.sample(range(1, 40), len(wanted)))
    rows = [
        {"student": student, "rank": str(rank), "section": section["section"], "slot": ""}
        for rank, section in zip(ranks, wanted, strict=True)
    ]
    anywhere = [slot for slot in week if dice.random() < 0.3]
    return rows + [{"student": student, "rank": "41", "section": "*", "slot": slot} for slot in anywhere]


def _claims(dice: Random, sections: Table, pairs: list[tuple[str, str]]) -> Tables:
    """Priorities, reserved seats and held seats, each where it may be."""

    def some() -> list[tuple[str, str]]:
        return dice.sample(pairs, dice.randint(0, min(len(pairs), 20)))

    reserved = []
    for section in sections:
        left = int(section["capacity"])
        for group in dice.sample([1, 2, 3, 4, 5], dice.choice([0, 0, 1, 2])):
            seats = dice.randint(0, left)
            left -= seats
            reserved.append({"section": section["section"], "group": str(group), "seats": str(seats)})
    return {
        "priorities.csv": [
            {"section": section, "student": student, "class": str(dice.randint(1, 3))} for student, section in some()
        ],
        "held.csv": [{"student": student, "section": section} for student, section in some()],
        "reserved.csv": reserved,
    }


def as_read(tables: Tables, options: Options):
    faults: list[InputFault] = []
    rows = {
        file: [Row(file, line, row, faults) for line, row in enumerate(tables.get(file, []), start=2)]
        for file in COLUMNS
    }
    round_, _ = round_from_tables(rows, Settings(own_seed="7", **options), faults)
    assert faults == []
    return round_


@pytest.mark.parametrize("start", range(0, 8000, 2000))
def test_the_text_read_twice_gives_the_same_seats(start: int) -> None:
    for seed in range(start, start + 2000):
        tables, options = random_tables(Random(seed))
        round_ = as_read(tables, options)
        outcome = spec.allocate(round_)
        ours = {(seat.student, seat.section, seat.rank) for seat in outcome.seats}
        assert ours == Reading(tables, options).seats(), f"seed {seed}"
        if seed % 5 == 0:
            assert broken(round_, outcome.seats, outcome.closed) == [], f"seed {seed}"
            assert kernel.allocate(round_) == outcome, f"seed {seed}"
