"""Small random rounds, and a short way to write one down."""

from collections.abc import Mapping, Sequence
from random import Random

from hypothesis import strategies as st

from kehou.engines.allocation import ANY, Round, Section, Slot, Student, Wish

CAMPUSES = ("", "", "east", "west")


def ranked(line: str) -> tuple[Wish, ...]:
    """ "chess clay *mon" → those wishes, best first."""
    return tuple(
        Wish(rank, ANY, word[1:]) if word.startswith(ANY) else Wish(rank, word)
        for rank, word in enumerate(line.split(), start=1)
    )


def make_round(
    sections: Sequence[Section],
    wishes: Mapping[str, str],
    *,
    slots: str = "",
    groups: Mapping[str, int] | None = None,
    numbers: Mapping[str, int] | None = None,
    quotas: Mapping[str, int] | None = None,
    grades: Mapping[str, int] | None = None,
    **rest: object,
) -> Round:
    """A round: children are numbered in the order they stand in `wishes` ("ann": "chess clay *mon"), group 1, grade 1."""
    ids = slots.split() or sorted({slot for section in sections for slot in section.slots})
    students = {
        id: Student(
            id,
            (numbers or {}).get(id, number),
            (groups or {}).get(id, 1),
            (grades or {}).get(id, 1),
            (quotas or {}).get(id),
        )
        for number, id in enumerate(wishes, start=1)
    }
    lists = {id: ranked(line) for id, line in wishes.items()}
    return Round(tuple(map(Slot, ids)), {s.id: s for s in sections}, students, lists, **rest)


def random_round(dice: Random, *, plain: bool = False, most_children: int = 9) -> Round:
    """A random round of up to `most_children`; plain: one slot a section, no quota, no section with an order of its own,
    no travel. Seats, claims and seats held grow with them."""
    many = -(-most_children // 9)

    def some(words: Sequence[str], most: int) -> list[str]:
        return dice.sample(words, dice.randint(0, min(most, len(words))))

    slots = [f"d{i}" for i in range(dice.randint(1, 4))]
    days = dice.choice([[1], [1, 1, 2]])
    sections = {}
    for id in [f"s{j}" for j in range(dice.randint(0, 7))]:
        meets = tuple(dice.sample(slots, 1 if plain or len(slots) == 1 else dice.choice(days)))
        grades = frozenset(some(["1", "2", "3"], 3)) if dice.random() < 0.4 else frozenset()
        after = ("start",) if dice.random() < 0.1 else ()
        only = frozenset(map(int, grades)) or None
        campus = dice.choice(CAMPUSES)
        sections[id] = Section(id, meets, dice.randint(0, 4 * many), dice.randint(0, 4 * many), only, after, campus)
    ids = [f"c{i}" for i in range(dice.randint(0, most_children))]
    has_quotas = not plain and dice.random() < 0.4
    quotas = [None] * 12 + [0, 1, 2] if has_quotas else [None]
    students = {
        id: Student(
            id,
            dice.randint(1, 12 * many),
            dice.randint(1, 3),
            dice.randint(1, 3),
            dice.choice(quotas),
            dice.choice(CAMPUSES),
        )
        for id in ids
    }
    words = [*sections, *(ANY + slot for slot in slots)]
    wishes = {id: " ".join(some(words, 7)) for id in ids}
    pairs = [(child, section) for child in ids for section in sections]
    return Round(
        tuple(_slot(dice, slot) for slot in slots),
        sections,
        students,
        {id: ranked(line) for id, line in wishes.items()},
        classes={} if plain else {(s, c): dice.randint(1, 2) for c, s in dice.sample(pairs, min(len(pairs), 6 * many))},
        reserved={} if plain else {(s.id, dice.randint(1, 3)): dice.randint(0, s.capacity) for s in sections.values()},
        held=frozenset() if plain else frozenset(dice.sample(pairs, min(len(pairs), 4 * many))),
        done=frozenset((id, "start") for id in some(ids, most_children)),
        busy=frozenset((id, dice.choice(slots)) for id in some(ids, 2 * many)),
        rotate=dice.random() < 0.5,
        keep=dice.random() < 0.5,
        quota=dice.choice([None, 1, 2]) if has_quotas else None,
        groups_first=dice.random() < 0.8,
        travel=None if plain else dice.choice([None, None, 0, 10, 60]),
    )


def _slot(dice: Random, id: str) -> Slot:
    """An hour of one of two days; some overlap, some leave ten minutes for the way."""
    starts = dice.randrange(16 * 60, 18 * 60, 35)
    return Slot(id, f"{dice.choice('一二')} {starts // 60}:{starts % 60:02}", f"{starts // 60 + 1}:{starts % 60:02}")


def rounds(*, plain: bool = False) -> st.SearchStrategy[Round]:
    return st.randoms(use_true_random=False).map(lambda dice: random_round(dice, plain=plain))
