"""What changes between two laws as JSON, with the plans of a folder that would gain or lose findings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kehou.policy.check import Finding
from kehou.policy.exchange.reading import Unreadable
from kehou.policy.law_difference import Difference, FigureChange, LawOfDay
from kehou.policy.pack import Binding, Clause, Pack
from kehou.policy.parameter_words import value_text
from kehou.policy.parameters import DatedValue, MonthDay, Share


@dataclass(frozen=True, slots=True)
class PlanChange:
    """A plan under both laws. file: from the folder asked about; whose: the school or the district.

    more, less: findings that only the second law has, and only the first. unreadable: why neither was asked.
    """

    file: Path
    whose: str = ""
    more: tuple[Finding, ...] = ()
    less: tuple[Finding, ...] = ()
    unreadable: Unreadable | None = None

    @property
    def verdict(self) -> str:
        if self.unreadable:
            return "unreadable"
        return "changed" if self.more or self.less else "same"


def difference_as_json(
    found: Difference, before: LawOfDay, after: LawOfDay, plans: Iterable[PlanChange] | None
) -> dict[str, Any]:
    """The keys of the answer are those of `Difference`; `plans` only where a folder was asked about (None: was not)."""
    answer: dict[str, Any] = {
        "from": _law(before),
        "to": _law(after),
        "packs_added": [_pack(pack) for pack in found.packs_added],
        "packs_gone": [_pack(pack) for pack in found.packs_gone],
        "figures": [_figure(change) for change in found.figures],
        "added": [_rule(binding, clause) for binding, clause in found.added],
        "gone": [_rule(binding, clause) for binding, clause in found.gone],
        "levels": [
            {"rule": one.rule, **_clause(one.clause), "before": one.before, "after": one.after} for one in found.levels
        ],
        "conflicts": [
            {**_clause(clause), "gives_way_to": {"pack": one.pack, "clause": one.clause},
             "from": one.valid_from.isoformat(), "about": one.about, "because": one.because}
            for clause, one in found.conflicts
        ],
    }  # fmt: skip
    return answer if plans is None else answer | {"plans": [_plan(one) for one in plans]}


def _law(one: LawOfDay) -> dict[str, Any]:
    return {"packs": [pack.id for pack in one.packs], "on": one.day.isoformat()}


def _pack(pack: Pack) -> dict[str, str]:
    return {"pack": pack.id, "title": pack.title, "document": pack.document}


def _clause(clause: Clause) -> dict[str, str]:
    return {"pack": clause.pack, "clause": clause.id}


def _figure(change: FigureChange) -> dict[str, Any]:
    return {
        "name": change.name,
        **_clause(change.clause),
        "before": _value(change.name, change.before),
        "after": _value(change.name, change.after),
    }


def _value(name: str, dated: DatedValue) -> dict[str, Any]:
    """value: in the unit of the pack; says: as a person reads it."""
    return {"value": _plain(dated.value), "says": value_text(name, dated), "source": dated.source}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, Share | MonthDay):
        return value._asdict()
    return value if isinstance(value, int) else str(value)


def _rule(binding: Binding, clause: Clause) -> dict[str, Any]:
    return {"rule": binding.rule, **_clause(clause), "level": binding.level, "text": clause.text}


def _plan(one: PlanChange) -> dict[str, Any]:
    answer: dict[str, Any] = {"file": str(one.file), "verdict": one.verdict}
    if one.unreadable:
        return answer | {"errors": [error.as_json() for error in one.unreadable.errors]}
    return answer | {
        "whose": one.whose,
        "more": [finding.as_json() for finding in one.more],
        "less": [finding.as_json() for finding in one.less],
    }
