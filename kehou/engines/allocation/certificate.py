"""What is published beside the seats, so that a change made afterwards can be named.

It names children by pseudonym, with their number and a digest of their wishes, and never their group. Whoever changes
inputs and certificate together is found by comparing with the certificate as it was first published.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kehou.engines.allocation.draw import CONSTRUCTION
from kehou.engines.allocation.folder import Folder
from kehou.engines.allocation.promises import PROMISES, broken
from kehou.engines.allocation.round import ANY, Outcome, Part, Round
from kehou.engines.allocation.spec import parts

FORMAT = "kehou-allocation/1"


def wishes_digest(round_: Round, student: str) -> str:
    """sha256 over one child's list: a line "rank section slot" for each wish, best first."""
    lines = (f"{wish.rank} {wish.section} {wish.slot}\n" for wish in round_.wishes.get(student, ()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def students_published(round_: Round) -> dict[str, dict[str, Any]]:
    """Student → its number and the digest of its wishes."""
    return {
        id: {"number": round_.students[id].lottery, "wishes": wishes_digest(round_, id)}
        for id in sorted(round_.students)
    }


@dataclass(frozen=True, slots=True)
class Counted:
    """What takes a look at every child and every wish. broken: promise → how often it is not kept."""

    parts: Sequence[Part]
    students: Mapping[str, Mapping[str, Any]]
    figures: Mapping[str, int]
    broken: Mapping[str, int]


def count(round_: Round, outcome: Outcome) -> Counted:
    faults = Counter[str](fault.promise for fault in broken(round_, outcome.seats, outcome.closed))
    return Counted(parts(round_), students_published(round_), _figures(round_, outcome), faults)


def certificate(
    folder: Folder, outcome: Outcome, outputs: Mapping[str, str], counted: Counted | None = None
) -> dict[str, Any]:
    """Shape: JSON-able. outputs: file → sha256 of what was written beside it. counted: where it is known already."""
    round_, settings = folder.round, folder.settings
    counted = counted or count(round_, outcome)
    return {
        "format": FORMAT,
        "mode": settings.mode,
        "options": {key: value for key, value in settings.options.items() if key != "mode"},
        "draw": {
            "numbers": "drawn" if folder.is_drawn else "given",
            "construction": CONSTRUCTION if folder.is_drawn else None,
            "seed": settings.own_seed,
            "commitment": settings.commitment,
            "reveal": settings.reveal,
            "public": settings.public or None,
        },
        "inputs": dict(sorted(folder.digests.items())),
        "outputs": dict(sorted(outputs.items())),
        "students": counted.students,
        "parts": [_part(part) for part in counted.parts],
        "closed": [
            {"section": id, "children": children, "minimum": round_.sections[id].minimum}
            for id, children in sorted(outcome.closed.items())
        ],
        "empty": list(outcome.empty),
        "figures": counted.figures,
        "checked": {promise: counted.broken.get(promise, 0) for promise in PROMISES},
    }


def _part(part: Part) -> dict[str, Any]:
    """Which algorithm decided it and what may be promised there (docs/allocation.md)."""
    one_slot_with_own_orders = part.has_own_orders and not part.is_tied
    return {
        "slots": list(part.slots),
        "first": part.first,
        "algorithm": "deferred-acceptance" if one_slot_with_own_orders else "in-order",
        "priorities": "applied" if one_slot_with_own_orders else "not-applied" if part.has_own_orders else "none",
        "honest_list_is_best": _honesty(part),
    }


def _honesty(part: Part) -> str:
    """What a family may be told: yes, yes for the sections that open, or not promised."""
    if part.is_entangled:
        return "not-promised"
    return "among-open-sections" if any(section.minimum > 1 for section in part.sections) else "yes"


def _figures(round_: Round, outcome: Outcome) -> dict[str, int]:
    named = [wish for wishes in round_.wishes.values() for wish in wishes if wish.section != ANY]
    return {
        "students": len(round_.students),
        "wishes": sum(map(len, round_.wishes.values())),
        "named_wishes": len(named),
        "seats": len(outcome.seats),
        "seats_by_any": sum(seat.by_any for seat in outcome.seats),
        "students_with_wishes_and_no_seat": len(
            {student for student, wishes in round_.wishes.items() if wishes} - {seat.student for seat in outcome.seats}
        ),
    }


def as_text(published: Mapping[str, Any]) -> str:
    """JSON, a key a line. The children, of whom there may be many, are put in by hand as json would write them."""
    ids = _lines(list(published["students"]), "\n")[1:-1].split("\n")
    # A line end within a text is written \n, so what is cut at here stands between two children only.
    own = _lines(list(published["students"].values()), ",\n   ")[2:-2].split("},\n   {")
    children = [f"  {id}: {{\n   {child}\n  }}" for id, child in zip(ids, own, strict=True)]
    text = json.dumps({**published, "students": {}}, ensure_ascii=False, indent=1) + "\n"
    inside = "{\n" + ",\n".join(children) + "\n }" if published["students"] else "{}"
    # A quote within a text is written \", so this stands nowhere else.
    return text.replace('\n "students": {}', f'\n "students": {inside}', 1)


def _lines(values: Sequence[Any], between: str) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(between, ": "))
