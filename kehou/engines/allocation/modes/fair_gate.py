"""Mode fair-gate: first come, first served, with a gate that nobody has to race through. The definition.

Everyone who arrived in the first minutes (`gate`) stands in one line drawn at random; behind them, whoever came later,
by the second. Where no arrival was counted (a form on paper handed in before), the child is in the drawn line. Then the
definition of rotating-draw decides with that one line, without rotation. Reserved seats, classes and seats held count as
they do there; groups only where the school says so (`groups: first`): then each group has a line of its own.
"""

from collections.abc import Callable
from dataclasses import replace

from kehou.engines.allocation import spec
from kehou.engines.allocation.modes.decision import Algorithm, Decision
from kehou.engines.allocation.round import Outcome, Part, Round


def in_one_line(round_: Round) -> Round:
    """The round with each child's place in the line for its number."""

    def place(student: str) -> tuple[int, int, str]:
        child = round_.students[student]
        is_late = child.arrived is not None and child.arrived >= round_.gate * 60
        return (child.arrived or 0) if is_late else -1, child.lottery, child.id

    line = {student: number for number, student in enumerate(sorted(round_.students, key=place), start=1)}
    students = {id: replace(student, lottery=line[id]) for id, student in round_.students.items()}
    return replace(round_, students=students, rotate=False)


def allocate(round_: Round, allocate_line: Callable[[Round], Outcome] = spec.allocate) -> Decision:
    """allocate_line: a faster way to the same seats (kernel.allocate)."""
    line = in_one_line(round_)
    return Decision(line, allocate_line(line), algorithms(line))


def algorithms(round_: Round) -> dict[str, Algorithm]:
    """How rotating-draw decides each part."""

    def of(part: Part) -> Algorithm:
        return "deferred-acceptance" if part.has_own_orders and not part.is_tied else "in-order"

    return {part.slots[0]: of(part) for part in spec.parts(round_)}
