"""What changes for a school between two laws, or between two days of one: rules, figures, conflicts, and findings of a plan."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from kehou.ground.problem import Level
from kehou.policy.check import Finding, judge
from kehou.policy.facts.term import TermFacts
from kehou.policy.figures_read import figures_read
from kehou.policy.pack import Binding, Clause, Law, Pack, Yielding
from kehou.policy.parameters import DatedValue, in_force
from kehou.policy.rule import all_rules


@dataclass(frozen=True, slots=True)
class LawOfDay:
    """Packs as they stand on a day; an overlay that does not hold yet is not there."""

    law: Law
    day: date

    @property
    def packs(self) -> tuple[Pack, ...]:
        return tuple(pack for pack in self.law.packs if pack.kind == "base" or pack.valid_from <= self.day)

    def bindings(self) -> dict[tuple[str, str], Binding]:
        """By rule and variant, in the order of the clauses."""
        return {(one.rule, one.variant): one for one in self.law.bindings(self.day)}

    def figures(self) -> dict[str, DatedValue]:
        """What the bound rules compare with, in the order of the clauses."""
        read = {name for rule, _ in self.bindings() for name in figures_read(all_rules()[rule])}
        return {name: in_force(values, self.day) for name, values in self.law.dated().items() if name in read}

    def clause_of_figure(self, name: str) -> Clause:
        """The clause in whose file the figure stands."""
        pack = next(pack for pack in self.law.packs if name in pack.parameters)
        file = pack.parameters[name][0].where.rsplit(":", 1)[0]
        return next(clause for clause in pack.clauses if f"clauses/{clause.file.name}" == file)


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that both laws have, with another value."""

    name: str
    before: DatedValue
    after: DatedValue
    clause: Clause


@dataclass(frozen=True, slots=True)
class LevelChange:
    """A rule that both laws bind, taken more or less seriously."""

    rule: str
    before: Level
    after: Level
    clause: Clause


@dataclass(frozen=True, slots=True)
class Difference:
    """From one law to another. added, gone: rules with the clause that binds them, or bound them."""

    packs_added: tuple[Pack, ...]
    packs_gone: tuple[Pack, ...]
    added: tuple[tuple[Binding, Clause], ...]
    gone: tuple[tuple[Binding, Clause], ...]
    levels: tuple[LevelChange, ...]
    figures: tuple[FigureChange, ...]
    conflicts: tuple[tuple[Clause, Yielding], ...]

    @property
    def is_empty(self) -> bool:
        parts = (self.packs_added, self.packs_gone, self.added, self.gone, self.levels, self.figures, self.conflicts)
        return not any(parts)


def difference(before: LawOfDay, after: LawOfDay) -> Difference:
    """What a school has to know that was under one law and comes under the other. conflicts: those that begin to count."""
    old, new = before.bindings(), after.bindings()
    both = [key for key in new if key in old]
    figures, old_figures = after.figures(), before.figures()
    known = set(before.law.conflicts(before.day))
    return Difference(
        packs_added=tuple(pack for pack in after.packs if pack not in before.packs),
        packs_gone=tuple(pack for pack in before.packs if pack not in after.packs),
        added=_with_clause(after.law, (new[key] for key in new if key not in old)),
        gone=_with_clause(before.law, (old[key] for key in old if key not in new)),
        levels=tuple(
            LevelChange(key[0], old[key].level, new[key].level, after.law.clauses[new[key].clause])
            for key in both
            if old[key].level != new[key].level
        ),
        figures=tuple(
            FigureChange(name, old_figures[name], figures[name], after.clause_of_figure(name))
            for name in figures
            if name in old_figures and old_figures[name].value != figures[name].value
        ),
        conflicts=tuple(pair for pair in after.law.conflicts(after.day) if pair not in known),
    )


def _with_clause(law: Law, bindings: Iterable[Binding]) -> tuple[tuple[Binding, Clause], ...]:
    return tuple((one, law.clauses[one.clause]) for one in bindings)


def last_change(law: Law) -> date:
    """The day from which a law says what it says last."""
    days = [value.valid_from for values in law.dated().values() for value in values]
    return max([*days, *(pack.valid_from for pack in law.packs)])


def changed_findings(
    facts: TermFacts, before: LawOfDay, after: LawOfDay
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """(findings only the second law has, findings only the first has) of a plan, whatever law it names itself.

    A finding is the same where rule and place are; what it says of the figures may differ.
    """
    judges = ("plan",) if facts.plan else ("district_plan",)
    old = judge(facts, before.law, judges=judges, on=before.day).findings
    new = judge(facts, after.law, judges=judges, on=after.day).findings
    return tuple(_beyond(new, old)), tuple(_beyond(old, new))


def _beyond(found: Iterable[Finding], other: Iterable[Finding]) -> Iterator[Finding]:
    left = Counter((finding.rule, finding.where) for finding in other)
    for finding in found:
        if left[finding.rule, finding.where]:
            left[finding.rule, finding.where] -= 1
        else:
            yield finding
