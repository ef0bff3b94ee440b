"""What a family is told of each wish: how many wanted it, how far the order went, where the child stood. Pure.

Small numbers of children with priority are merged into the rest (screens, 一.10): with fewer than ten of them nobody can
read off a line who they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from kehou.engines.allocation import Explanation, Round
from kehou.engines.allocation.modes import Decision
from kehou.engines.allocation.spec import parts, places, void_because
from kehou.enrol.groups import OTHERS

MERGED_BELOW = 10
IN_LINE = ("in-order", "deferred-acceptance")


@dataclass(frozen=True, slots=True)
class Figures:
    """One wish's answer. All counts are of children who wanted this section and could have it.

    answer: as the engine says it. places: free before the draw; wanted: how many wanted it; first: of them those admitted
    first, None = fewer than ten or none, merged; total, last, mine: the line of those the draw is about: how many stand in
    it, how far it went (0: nobody of them), where this child stands (0: not in it). All 0 where no line decided (modes
    week-fair and draft): a place in it would say nothing.
    """

    answer: str
    places: int
    wanted: int
    first: int | None = None
    total: int = 0
    last: int = 0
    mine: int = 0

    def as_row(self) -> dict[str, int | str | None]:
        return {name: getattr(self, name) for name in _NAMES}


_NAMES = tuple(field.name for field in fields(Figures))


def figures(decision: Decision, explanation: Explanation) -> dict[tuple[str, int], Figures]:
    """(student, rank) → what is told. Shape: one for every named wish of the round."""
    round_, outcome = decision.judged, decision.final
    lines = _lines(round_)
    told = {section: algorithm in IN_LINE for section, algorithm in decision.algorithm_of.items()}
    admitted: dict[str, set[str]] = {section: set() for section in round_.sections}
    for seat in outcome.seats:
        admitted[seat.section].add(seat.student)
    views = {section: _View(round_, line, admitted[section]) for section, line in lines.items()}
    return {
        (why.student, why.rank): views[why.section].of(
            why.student, why.answer, round_.sections[why.section].capacity, in_line=told[why.section]
        )
        for why in explanation.whys
        if why.section in views
    }


def _lines(round_: Round) -> dict[str, list[str]]:
    """Section → who wanted it and could have it, in the order in which they were asked."""
    found: dict[str, list[str]] = {}
    for part in parts(round_):
        place = places(round_, part)
        here = {section.id: section for section in part.sections}
        wanting: dict[str, list[str]] = {section: [] for section in here}
        for student, wishes in round_.wishes.items():
            for wish in wishes:
                if wish.section in here and void_because(round_, student, here[wish.section]) is None:
                    wanting[wish.section].append(student)
        found |= {section: sorted(students, key=place.__getitem__) for section, students in wanting.items()}
    return found


class _View:
    """One section's line, whole and without those admitted first."""

    def __init__(self, round_: Round, line: list[str], admitted: set[str]) -> None:
        ahead = {student for student in line if round_.students[student].group < OTHERS}
        first = len(ahead & admitted)
        self.wanted = len(line)
        self.whole = _Line(line, admitted)
        told = first >= MERGED_BELOW and len(ahead) < len(line)
        self.first = first if told else None
        self.others = _Line([s for s in line if s not in ahead], admitted) if told else self.whole

    def of(self, student: str, answer: str, places: int, *, in_line: bool) -> Figures:
        if not in_line:
            return Figures(answer, places, self.wanted)
        line = self.others if student in self.others.place else self.whole
        first = self.first if line is self.others else None
        return Figures(answer, places, self.wanted, first, len(line.place), line.last, line.place.get(student, 0))


class _Line:
    def __init__(self, students: list[str], admitted: set[str]) -> None:
        self.place: Mapping[str, int] = {student: place for place, student in enumerate(students, start=1)}
        self.last = max((place for student, place in self.place.items() if student in admitted), default=0)
