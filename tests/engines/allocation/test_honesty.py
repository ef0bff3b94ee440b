"""An honest list is the best list, where that is promised; and a judge of it that would notice if it were not."""

from random import Random

import pytest

from bench.honesty import KINDS, Kind, market, try_lies
from kehou.engines.allocation import Round, spec

PROMISED = [kind for kind in KINDS if kind.is_promised]
WITH_CLAIMS = next(kind for kind in PROMISED if kind.own_orders)


@pytest.mark.parametrize("kind", PROMISED, ids=lambda kind: kind.name)
def test_no_false_list_gains_where_honesty_is_promised(kind: Kind) -> None:
    assert try_lies(kind, 400, seed=7).gains == ()


@pytest.mark.parametrize("name", ["sections on two days", "lists of at most 2 wishes", "a way between campuses"])
def test_a_gain_is_found_where_nothing_is_promised(name: str) -> None:
    kind = next(kind for kind in KINDS if kind.name == name)
    assert try_lies(kind, 400).share > 0


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_part_is_entangled_exactly_where_no_honesty_is_promised(kind: Kind) -> None:
    """Minimums and short lists apart, which no part can know of."""
    found = {part.is_entangled for n in range(20) for part in spec.parts(market(Random(n), kind))}
    assert (True in found) == (not kind.is_promised and kind.minimum == 0 and kind.longest == 8)


def test_if_first_wishes_were_served_first_guessing_would_pay(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: seats once given stay given, so that a child refused by its first wish comes too late."""

    def immediate(round_: Round, part, place, wanted, closed) -> dict[str, list[str]]:
        seated: dict[str, list[str]] = {section.id: [] for section in part.sections}
        left = {student: [wish.section for wish in wishes] for student, wishes in wanted.items()}
        while asking := [student for student in left if left[student]]:
            for student in sorted(asking, key=lambda student: place[student]):
                id = left[student].pop(0)
                if len(seated[id]) < round_.sections[id].capacity:
                    seated[id].append(student)
                    left[student] = []
        return seated

    monkeypatch.setattr(spec, "propose", immediate)
    assert try_lies(WITH_CLAIMS, 400, seed=7).share > 0
