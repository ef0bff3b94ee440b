"""A decision in any mode written as the files of a round: results.py with what the mode shows besides."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from kehou.engines.allocation.certificate import certificate, count
from kehou.engines.allocation.explain import Explanation, explain
from kehou.engines.allocation.folder import Folder
from kehou.engines.allocation.modes.decision import Decision, Prices
from kehou.engines.allocation.modes.kept import promised, unkept
from kehou.engines.allocation.results import SEATS, WAITING, WHY, seats_text, waiting_text, why_text, write_tables

_GROUND = {"heaviest-flow": "together", "draft": "turn"}


def write_decision(out: Path, folder: Folder, decision: Decision, explanation: Explanation) -> None:
    """Write seats, answers, waiting lists and, last, the certificate. Errors: OSError; then no certificate is left."""
    texts = {
        SEATS: seats_text(decision.final.seats, explanation),
        WHY: why_text(explanation.whys),
        WAITING: waiting_text(explanation),
    }
    tables = {name: text.encode() for name, text in texts.items()}
    write_tables(out, tables, lambda digests: certified(folder, decision, digests))


def explained(decision: Decision) -> Explanation:
    """Why each wish was given or not, before any trade; who got a seat by a trade has that for its ground.

    A place in the order of the part says nothing where the sum or the turn decided: there it is left out.
    """
    explanation = explain(decision.judged, decision.outcome)
    algorithm = decision.algorithm_of
    whys = tuple(
        why if algorithm.get(why.section) not in _GROUND else replace(why, own=None, last=None)
        for why in explanation.whys
    )
    grounds: dict[tuple[str, str], Any] = {
        (student, section): ground if ground == "any" else _GROUND.get(algorithm[section], ground)
        for (student, section), ground in explanation.grounds.items()
    }
    grounds |= {(step.student, step.got): "trade" for step in decision.trades}
    return Explanation(whys, explanation.waiting, grounds)


def certified(folder: Folder, decision: Decision, digests: Mapping[str, str]) -> dict[str, Any]:
    """The certificate, with what this mode promises, the proof of its optimum, and the circles of trade."""
    mode = folder.settings.mode
    if mode == "rotating-draw" and decision.traded is None:
        return certificate(folder, decision.outcome, digests)
    faults = Counter(fault.promise for fault in unkept(decision, mode))
    published = certificate(folder, decision.outcome, digests, count(folder.round, decision.outcome))
    first = "first-in-each-turn" if mode == "draft" else "first"
    published["groups"] = first if folder.round.groups_first else "not-used"
    for part in published["parts"]:
        algorithm = decision.algorithms[part["slots"][0]]
        if mode in ("week-fair", "draft"):
            part["honest_list_is_best"] = "not-promised"
        if algorithm != part["algorithm"]:
            part["algorithm"] = algorithm
            part["priorities"] = "none" if part["priorities"] == "none" else "not-applied"
    if mode == "week-fair":
        published["prices"] = prices_published(decision.prices)
    if decision.traded is not None:
        published["trades"] = [
            {"circle": step.circle, "student": step.student, "gave": step.gave, "got": step.got}
            for step in decision.trades
        ]
    published["checked"] = {promise: faults[promise] for promise in promised(decision, mode)}
    return published


def prices_published(prices: Prices) -> list[dict[str, Any]]:
    return [
        {"slot": slot, "group": group, "prices": dict(sorted(of_group.items()))}
        for (slot, group), of_group in prices.items()
    ]


def prices_read(published: Any) -> Prices:
    """Errors: ValueError, KeyError, TypeError where this is not what prices_published writes."""
    prices = {}
    for entry in published:
        of_group = {str(id): value for id, value in entry["prices"].items() if type(value) is int}
        if len(of_group) < len(entry["prices"]) or type(entry["group"]) is not int:
            raise ValueError("a price or a group that is no whole number")
        prices[str(entry["slot"]), entry["group"]] = of_group
    return prices
