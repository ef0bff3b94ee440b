"""What every table below a school has in common."""

from typing import Any

from django.db import models

from kehou.org.models import School


class SchoolRow(models.Model):
    """A row of one school. District and school come first in keys and indexes, so that a city can be
    sharded by district without a rewrite (house, laws)."""

    district = models.ForeignKey("org.District", on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey("org.School", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


_DISTRICT_OF: dict[int, int] = {}


def scope(school_id: int) -> dict[str, Any]:
    """`school_id` and `district_id` for a new row: `Wish.objects.create(**scope(school_id), …)`.

    A school never changes its district, so the answer is remembered by the process.
    """
    if school_id not in _DISTRICT_OF:
        _DISTRICT_OF[school_id] = School.objects.values_list("district_id", flat=True).get(pk=school_id)
    return {"school_id": school_id, "district_id": _DISTRICT_OF[school_id]}


def forget_scopes() -> None:
    """For tests and the simulator, whose schools come and go with their databases."""
    _DISTRICT_OF.clear()
