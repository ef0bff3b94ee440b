"""Who holds which role in a place, for whoever places people there."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.people.models import ROLES, Role
from kehou.people.permits import at_school, city, live, over_school
from kehou.people.roll.masking import mask_phone

ROLE_NAMES: dict[str, str] = dict(ROLES)


@dataclass(frozen=True, slots=True)
class Holder:
    """One role of one person. phone: masked; came: has set a password, so the invitation was used."""

    role_id: int
    account_id: int
    role: str
    label: str
    name: str
    phone: str
    since: datetime
    came: bool


def _holders(act: Act, where: Q) -> list[Holder]:
    rows = Role.objects.filter(live(act.at), where, account__ended_at=None).select_related("account")
    return [
        Holder(
            row.pk, row.account_id, row.role, row.get_role_display(), row.account.name,
            mask_phone(row.account.phone or ""), row.since, row.account.has_come,
        )
        for row in rows.order_by("role", "pk")
    ]  # fmt: skip


@query(allow=[at_school("coordinator", "principal"), over_school()])
def holders_at_school(act: Act, *, school_id: int, teachers: bool = True) -> list[Holder]:
    """By role and age of the role. SQL: 1."""
    where = Q(school_id=school_id)
    return _holders(act, where if teachers else where & ~Q(role="teacher"))


@query(allow=[city])
def officers_of_city(act: Act) -> list[tuple[int | None, Holder]]:
    """(district, officer): city officers (district None) first. SQL: 2."""
    places = dict(
        Role.objects.filter(live(act.at), role__in=("city_officer", "district_officer")).values_list(
            "pk", "district_id"
        )
    )
    found = _holders(act, Q(role__in=("city_officer", "district_officer")))
    return [(places.get(holder.role_id), holder) for holder in found]
