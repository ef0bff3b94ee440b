"""Whether a pupil's consent was in force at a moment."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime

from kehou.policy.facts.records import ConsentAct


class ConsentHistory:
    """Acts on taking part by pupil. In force = the latest act at or before the moment is `join` (rulebook §1).

    Of two acts in one moment the later row counts.
    """

    def __init__(self, acts: Iterable[ConsentAct]) -> None:
        self._acts: dict[str, list[ConsentAct]] = {}
        for act in sorted(acts, key=lambda act: act.at):  # stable: rows of one moment keep their order
            self._acts.setdefault(act.student, []).append(act)
        self._times = {student: [act.at for act in of_one] for student, of_one in self._acts.items()}

    def in_force(self, student: str, at: datetime = datetime.max) -> bool:
        """At a moment; without one, at the end of the table."""
        latest = self.latest(student, at)
        return latest is not None and latest.act == "join"

    def latest(self, student: str, at: datetime = datetime.max) -> ConsentAct | None:
        """The latest act at or before a moment."""
        until = bisect_right(self._times.get(student, ()), at)
        return self._acts[student][until - 1] if until else None

    def acts(self, student: str) -> tuple[ConsentAct, ...]:
        """Every act of a pupil, in the order done."""
        return tuple(self._acts.get(student, ()))

    @property
    def first_joins(self) -> dict[str, ConsentAct]:
        """The first `join` of every pupil who ever joined."""
        joins = ((student, [act for act in acts if act.act == "join"]) for student, acts in self._acts.items())
        return {student: found[0] for student, found in joins if found}
