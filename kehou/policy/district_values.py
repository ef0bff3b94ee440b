"""The figures that the law leaves to a district, laid over the law's own by date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from kehou.policy.parameters import DatedValue, in_force, laid_over


@dataclass(frozen=True, slots=True)
class DistrictValue:
    """A parameter as a district set it. value: a number, or a mapping of such. source: the district's own document."""

    name: str
    value: int | Mapping[str, int]
    valid_from: date
    source: str


_LESS = {"self_study_min_held": ("self_study_min", "early_tolerance")}
"""Parameters that are one of the others less another (rulebook §2): they follow where a district sets one of these."""


def with_district(
    dated: Mapping[str, tuple[DatedValue, ...]], set_by_district: Iterable[DistrictValue]
) -> dict[str, tuple[DatedValue, ...]]:
    """The packs' values with a district's laid over them by date.

    A district's value holds from its day until the next one, the district's or the law's. What the law in force on its day
    does not let a district set, or not so, does not count.
    """
    layered = dict(dated)
    for one in sorted(set_by_district, key=lambda value: value.valid_from):
        law = in_force(dated[one.name], one.valid_from) if one.name in dated else None
        if law is None or not law.allows(one.value):
            continue
        own = laid_over(law, one.value, one.valid_from, one.source)
        layered[one.name] = _in_order((*layered[one.name], own))
    for name, (more, less) in _LESS.items():
        if name in dated and any(value.set_by_district for value in (*layered[more], *layered[less])):
            layered[name] = _difference(layered[name][0], layered[more], layered[less])
    return layered


def _in_order(values: tuple[DatedValue, ...]) -> tuple[DatedValue, ...]:
    """By their first day; of one day a district's after the law's."""
    return tuple(sorted(values, key=lambda value: (value.valid_from, value.set_by_district)))


def _difference(
    first: DatedValue, more: tuple[DatedValue, ...], less: tuple[DatedValue, ...]
) -> tuple[DatedValue, ...]:
    """more − less from each day on which one of them changes."""
    values: list[DatedValue] = []
    for day in sorted({value.valid_from for value in (*more, *less)}):
        pair = (in_force(more, day), in_force(less, day))
        latest = max(pair, key=lambda value: value.valid_from)
        own = any(value.set_by_district for value in pair)
        source = latest.source if own else first.source
        values.append(
            replace(
                first,
                value=pair[0].value - pair[1].value,
                valid_from=day,
                source=source,
                set_by_district=own,
            )
        )
    return tuple(values)
