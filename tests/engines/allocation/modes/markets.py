"""Random rounds with what only some modes read: arrivals, trades; and small markets for the heaviest seats."""

from dataclasses import replace
from random import Random

from kehou.engines.allocation import Round

from ..rounds import random_round

Market = tuple[dict[str, list[str]], dict[str, list[int]], dict[str, int]]


def round_for_modes(seed: int) -> Round:
    """Half of them plain: a slot of its own with one order, where sums of weights decide."""
    dice = Random(seed)
    round_ = random_round(dice, plain=seed % 2 == 0)
    students = {
        id: replace(child, arrived=dice.choice([None, 10, 1800, 5000])) for id, child in round_.students.items()
    }
    ids = sorted(round_.sections)
    trades = {id: tuple(dice.sample(ids, dice.randint(0, len(ids)))) for id in students if dice.random() < 0.8}
    return replace(round_, students=students, trades=trades)


def random_market(seed: int, children: int, sections: int) -> Market:
    """(student → sections, best first; weight of each; seats). Few different weights, so that many ways are equal."""
    dice = Random(seed)
    ids = [f"s{j}" for j in range(dice.randint(1, sections))]
    lists = {f"c{i}": dice.sample(ids, dice.randint(0, len(ids))) for i in range(dice.randint(1, children))}
    highest = dice.choice([3, 100])
    weights = {id: sorted((dice.randint(1, highest) for _ in own), reverse=True) for id, own in lists.items()}
    return lists, weights, {id: dice.randint(0, 1 + children // 3) for id in ids}
