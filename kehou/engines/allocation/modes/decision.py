"""What a mode came to: the outcome, and what it shows besides so that others can check it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kehou.engines.allocation.round import Outcome, Round
from kehou.engines.allocation.spec import parts

Algorithm = Literal["in-order", "deferred-acceptance", "heaviest-flow", "draft"]


@dataclass(frozen=True, slots=True)
class Trade:
    """One child's step in a circle of trades: it gave one section and got another of the same times."""

    circle: int
    student: str
    gave: str
    got: str


Prices = Mapping[tuple[str, int], Mapping[str, int]]
"""(slot, group) → section → what one seat fewer would have cost that group; 0 is left out."""


@dataclass(frozen=True, slots=True)
class Decision:
    """judged: the round as the mode reads it (fair-gate makes one line of all children). outcome: before trades.

    algorithms: first slot of a part → how it was decided. final: after trades, the outcome itself without any.
    """

    judged: Round
    outcome: Outcome
    algorithms: Mapping[str, Algorithm]
    prices: Prices = field(default_factory=dict)
    trades: tuple[Trade, ...] = ()
    traded: Outcome | None = None

    @property
    def final(self) -> Outcome:
        return self.outcome if self.traded is None else self.traded

    @property
    def algorithm_of(self) -> dict[str, Algorithm]:
        """Section → how its seats were given."""
        return {section.id: self.algorithms[part.slots[0]] for part in parts(self.judged) for section in part.sections}


@dataclass(frozen=True, slots=True)
class Unkept:
    """One promise of a mode not kept, where. other: who holds the seat."""

    promise: str
    section: str
    student: str = ""
    other: str = ""
