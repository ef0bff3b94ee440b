"""What the anonymous answers about single sessions say together."""

from collections.abc import Iterator
from dataclasses import dataclass

from kehou.policy.facts.term import TermFacts


@dataclass(frozen=True, slots=True)
class Share:
    """Of `answers` about a session, `yes` said so."""

    session: str
    answers: int
    yes: int

    def reaches(self, percent: int) -> bool:
        return self.yes * 100 >= percent * self.answers


def session_shares(facts: TermFacts, question: str, *, at_least: int) -> Iterator[Share]:
    """Sessions with enough answers to a yes-or-no question of the pulse, in the order first answered."""
    answers: dict[str, list[bool]] = {}
    for row in facts.pulse or ():
        answer = getattr(row, question)
        if answer is not None:
            answers.setdefault(row.session, []).append(answer)
    for session, given in answers.items():
        if len(given) >= at_least:
            yield Share(session, len(given), sum(given))
