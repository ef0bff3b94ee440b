"""Rows of a district's own figures, written only within a deed of a later room, which knows the plans of the terms ahead."""

from collections.abc import Mapping
from datetime import date

from kehou.kernel.act import Act
from kehou.org.models import DistrictParameter


def write_parameter(
    act: Act, district_id: int, name: str, value: int | Mapping[str, int], from_date: date, reference: str
) -> int:
    """Enter a value, or correct the one of that day. SQL: 2–3."""
    row, _ = DistrictParameter.objects.update_or_create(
        district_id=district_id, name=name, from_date=from_date,
        defaults={"value": value, "reference": reference, "set_at": act.at, "set_by": act.account_id},
    )  # fmt: skip
    return row.pk


def drop_parameter(district_id: int, name: str, from_date: date) -> bool:
    """Whether there was one. SQL: 1."""
    return bool(DistrictParameter.objects.filter(district_id=district_id, name=name, from_date=from_date).delete()[0])
