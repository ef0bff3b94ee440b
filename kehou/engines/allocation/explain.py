"""Why each wish was given or not, and who waits for what. Worked out from the result alone, whatever solved it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from kehou.engines.allocation.clash import clash
from kehou.engines.allocation.round import ANY, Outcome, Part, Round, Section, Wish
from kehou.engines.allocation.spec import Priority, choose, parts, places, priority_of, void_because

Answer = Literal[
    "given",  # this wish got the seat
    "full",  # every seat went to a child with stronger priority
    "closed",  # fewer children than the minimum: the section does not open
    "better",  # a wish the child ranked higher holds the slot
    "quota",  # the child already has its seats of the week
    "grade",  # the section is not for this grade
    "prerequisite",  # an earlier section is not finished
    "fixed_block",  # the child has to be elsewhere then
    "none_open",  # ANY: no section with a seat that fits
]


@dataclass(frozen=True, slots=True)
class Standing:
    """A priority as people read it. place: from 1; priority_class: None = not listed; keeps: holds the seat already."""

    place: int
    priority_class: int | None = None
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """One wish and its answer. own and last (the last child admitted to a seat this one could have had): where full.

    section: of an ANY wish that was given, the section it became.
    """

    student: str
    rank: int
    section: str
    slots: tuple[str, ...]
    answer: Answer
    own: Standing | None = None
    last: Standing | None = None


Ground = Literal[
    "order",  # group and number
    "held",  # it keeps a seat it had
    "class",  # its priority class for this section
    "reserved",  # a seat reserved for its group, which a child of another group with stronger priority wanted
    "any",  # an ANY wish
    "together",  # mode week-fair: the seats that add up to the most
    "turn",  # mode draft
    "trade",  # exchanged afterwards
]


@dataclass(frozen=True, slots=True)
class Explanation:
    """whys: for every wish, by student then rank. waiting: section → children, next to be offered a seat first.

    grounds: (student, section) → what got the seat.
    """

    whys: tuple[Why, ...]
    waiting: Mapping[str, tuple[str, ...]]
    grounds: Mapping[tuple[str, str], Ground]


def explain(round_: Round, outcome: Outcome) -> Explanation:
    """Answer every wish of the round; a full section's refused children wait in the order of their priority there."""
    admitted: dict[str, list[str]] = {}
    for seat in outcome.seats:
        if not seat.by_any:
            admitted.setdefault(seat.section, []).append(seat.student)
    whys: list[Why] = []
    refused: dict[str, list[tuple[Priority, str]]] = {}
    grounds: dict[tuple[str, str], Ground] = {(s.student, s.section): "any" for s in outcome.seats if s.by_any}
    for part in parts(round_):
        desk = _Part(round_, part, outcome.closed, admitted)
        whys += desk.answers()
        refused |= desk.refused
        grounds |= {(student, id): desk.ground(id, student) for id in desk.sections for student in desk.admitted[id]}
    whys += _any_answers(round_, outcome)
    whys.sort(key=lambda why: (why.student, why.rank, why.slots, why.section))
    waiting = {id: tuple(student for _, student in sorted(refused[id])) for id in sorted(refused)}
    return Explanation(tuple(whys), waiting, grounds)


def _any_answers(round_: Round, outcome: Outcome) -> Iterator[Why]:
    any_seat = {
        (seat.student, slot): seat.section
        for seat in outcome.seats
        for slot in round_.sections[seat.section].slots
        if seat.by_any
    }
    taken = {(seat.student, slot) for seat in outcome.seats for slot in round_.sections[seat.section].slots}
    seats_held = Counter(seat.student for seat in outcome.seats)
    for student, wishes in round_.wishes.items():
        for wish in wishes:
            if wish.section == ANY:
                given = any_seat.get((student, wish.slot))
                answer: Answer = "none_open"
                if given is not None:
                    answer = "given"
                elif (student, wish.slot) in taken:
                    answer = "better"
                elif seats_held[student] >= round_.quota_of(student):
                    answer = "quota"
                yield Why(student, wish.rank, given or ANY, (wish.slot,), answer)


class _Part:
    """One part, its order and who was admitted, ready to answer wishes."""

    def __init__(self, round_: Round, part: Part, closed: Mapping[str, int], admitted: Mapping[str, list[str]]) -> None:
        self.round = round_
        self.part = part
        self.closed = closed
        self.place = places(round_, part)
        self.sections = {section.id: section for section in part.sections}
        self.admitted = {id: set(admitted.get(id, ())) for id in self.sections}
        self.refused: dict[str, list[tuple[Priority, str]]] = {}
        self.strongest_refused: dict[str, Priority] = {}
        self.last = {id: self._last_by_group(section, admitted.get(id, [])) for id, section in self.sections.items()}

    def answers(self) -> Iterator[Why]:
        for student, wishes in self.round.wishes.items():
            mine: list[Section] = []
            for wish in wishes:
                if wish.section not in self.sections:
                    continue
                section = self.sections[wish.section]
                answer = self._answer(student, section, mine)
                if answer == "given":
                    mine.append(section)
                yield self._why(student, wish, section, answer)

    def _answer(self, student: str, section: Section, mine: list[Section]) -> Answer:
        void = void_because(self.round, student, section)
        if void is not None:
            return void
        if student in self.admitted[section.id]:
            return "given"
        if section.id in self.closed:
            return "closed"
        if any(clash(self.round, student, section, other) for other in mine):
            return "better"
        return "quota" if len(mine) >= self.round.quota_of(student) else "full"

    def _why(self, student: str, wish: Wish, section: Section, answer: Answer) -> Why:
        if answer != "full":
            return Why(student, wish.rank, section.id, section.slots, answer)
        priority = self._priority(section.id, student)
        self.refused.setdefault(section.id, []).append((priority, student))
        self.strongest_refused[section.id] = min(priority, self.strongest_refused.get(section.id, priority))
        last_by_group, last_of_others = self.last[section.id]
        last = last_by_group.get(self.round.students[student].group, last_of_others)
        standing = self._standing(section.id, last) if last is not None else None
        own = self._standing(section.id, student)
        return Why(student, wish.rank, section.id, section.slots, answer, own, standing)

    def _last_by_group(self, section: Section, children: list[str]) -> tuple[dict[int, str | None], str | None]:
        """The last child admitted as seen by a group with reserved seats, and as seen by everyone else.

        A seat reserved for a group and taken by it was never open to the others.
        """
        if not children:
            return {}, None

        def weakest(of: list[str]) -> str | None:
            return max(of, key=lambda student: self._priority(section.id, student), default=None)

        if self.part.is_tied or section.id not in self.round.sections_with_own_order:
            return {}, weakest(children)
        on_reserved, on_open = choose(self.round, section, children, self.place)
        by_group: dict[int, str | None] = {}
        for group in {self.round.students[student].group for student in on_reserved}:
            own_seats = [student for student in on_reserved if self.round.students[student].group == group]
            by_group[group] = weakest(own_seats + on_open)
        return by_group, weakest(on_open)

    def ground(self, section: str, student: str) -> Ground:
        """What got this seat. Asked after `answers`, when it is known who was refused."""
        priority = self._priority(section, student)
        if section in self.strongest_refused and self.strongest_refused[section] < priority:
            return "reserved"
        if not priority.is_new:
            return "held"
        return "class" if priority.priority_class != float("inf") else "order"

    def _priority(self, section: str, student: str) -> Priority:
        return priority_of(self.round, section, student, self.place[student], self.part.is_tied)

    def _standing(self, section: str, student: str) -> Standing:
        priority = self._priority(section, student)
        listed = priority.priority_class != float("inf")
        return Standing(self.place[student] + 1, int(priority.priority_class) if listed else None, not priority.is_new)
