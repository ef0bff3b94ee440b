"""The law as it holds in a district: the packs, and the figures that the district set. Every judgement of a school asks here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from kehou.org.models import DistrictParameter
from kehou.policy.district_values import DistrictValue
from kehou.policy.pack import Law, load_packs

CITY_PACKS = ("wuhai-2021-92", "national-2023-12")
"""The city's law where no plan names its own."""


def law_of(district_id: int, packs: tuple[str, ...] = CITY_PACKS) -> Law:
    """SQL: 1. Errors: PackError for a pack that is not there."""
    return _with(packs, DistrictParameter.objects.filter(district_id=district_id))


def law_at(school_id: int, packs: tuple[str, ...] = CITY_PACKS) -> Law:
    """The law of a school's district. SQL: 1."""
    return _with(packs, DistrictParameter.objects.filter(district__school__id=school_id))


def laws_of(district_ids: Collection[int]) -> dict[int, Law]:
    """The city's law in each of the districts. SQL: 1."""
    rows: dict[int, list[DistrictParameter]] = {district_id: [] for district_id in district_ids}
    for row in DistrictParameter.objects.filter(district_id__in=rows):
        rows[row.district_id].append(row)
    return {district_id: _with(CITY_PACKS, own) for district_id, own in rows.items()}


@dataclass(frozen=True, slots=True)
class SetValue:
    """A figure as the district set it, and who did when."""

    name: str
    value: int | dict[str, int]
    from_date: date
    reference: str
    set_at: datetime
    set_by: int | None


def set_values(district_id: int, name: str = "") -> list[SetValue]:
    """By their first day; of one parameter where it is named. SQL: 1."""
    rows = DistrictParameter.objects.filter(district_id=district_id).order_by("from_date")
    return [
        SetValue(row.name, row.value, row.from_date, row.reference, row.set_at, row.set_by)
        for row in (rows.filter(name=name) if name else rows)
    ]


def _with(packs: tuple[str, ...], rows: Iterable[DistrictParameter]) -> Law:
    law = load_packs(packs)
    values = [DistrictValue(row.name, row.value, row.from_date, row.reference) for row in rows]
    return law.in_district(values) if values else law
