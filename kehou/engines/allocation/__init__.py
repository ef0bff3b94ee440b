"""Places by wish and draw. spec.py is the definition; docs/allocation.md says which promise holds where."""

from kehou.engines.allocation.explain import Explanation, Standing, Why, explain
from kehou.engines.allocation.kernel import allocate
from kehou.engines.allocation.round import ANY, Outcome, Round, Seat, Section, Slot, Student, Wish

__all__ = [
    "ANY",
    "Explanation",
    "Outcome",
    "Round",
    "Seat",
    "Section",
    "Slot",
    "Standing",
    "Student",
    "Why",
    "Wish",
    "allocate",
    "explain",
]
