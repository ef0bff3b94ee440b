"""A published result against the mode's promises: seats as they were published, prices as they were published."""

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

from kehou.engines.allocation.modes import decide, define
from kehou.engines.allocation.modes.decision import Decision, Unkept
from kehou.engines.allocation.modes.kept import unkept
from kehou.engines.allocation.modes.written import prices_read
from kehou.engines.allocation.round import Round, Seat


def rederived(round_: Round, mode: str) -> Decision:
    """From the definition. week-fair by its fast way, for the definition takes minutes; the prices prove its optimum."""
    return decide(round_, mode) if mode == "week-fair" else define(round_, mode)


def unkept_as_published(decision: Decision, mode: str, seats: Collection[Seat], certificate: Path) -> Iterator[Unkept]:
    """Promises that the published seats break. decision: the rightful one. certificate: may be missing."""
    prices = decision.prices
    if mode == "week-fair" and certificate.exists():
        try:
            prices = prices_read(json.loads(certificate.read_text("utf-8"))["prices"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            yield Unkept("prices", "")
        if prices != decision.prices:
            yield Unkept("prices", "")
    published = replace(decision.outcome, seats=tuple(seats))
    judged = replace(decision, outcome=published, prices=prices)
    if decision.traded is not None:
        gave = {(step.student, step.got): step.gave for step in decision.trades}
        rightful = {(seat.student, seat.section): seat for seat in decision.outcome.seats}
        before = [
            rightful[seat.student, gave[seat.student, seat.section]] if (seat.student, seat.section) in gave else seat
            for seat in seats
        ]
        judged = replace(judged, outcome=replace(published, seats=tuple(before)), traded=published)
    yield from unkept(judged, mode)
