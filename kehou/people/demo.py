"""Whom one can be in the demo. Empty outside demo mode."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from kehou.people.models import Account, Guardianship, Role, StaffMember
from kehou.people.permits import live
from kehou.people.queries import given_name
from kehou.people.sign_in import live_accounts

# The role by which somebody with several is known, first one first.
FIRST = (
    "city_officer", "district_officer", "principal", "coordinator", "finance_maker", "finance_checker", "aid_officer",
    "duty_leader", "gate", "committee", "teacher",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """role: of FIRST, or "outside" for somebody from outside the school, or "guardian". child: the first child's given name."""

    account_id: int
    name: str
    role: str
    place: str
    child: str


def has_demo_people() -> bool:
    """Whether anybody is there for visitors to be. SQL: 1."""
    return Account.objects.exclude(demo_name=None).exists()


def demo_people(at: datetime) -> list[DemoPerson]:
    """In the order in which the demo made them. SQL: 4."""
    if not settings.KEHOU_DEMO:
        return []
    accounts = list(live_accounts().exclude(demo_name=None).order_by("pk"))
    ids = [account.pk for account in accounts]
    roles: dict[int, list[Role]] = {}
    for row in Role.objects.filter(live(at), account_id__in=ids).select_related("school", "district").order_by("pk"):
        roles.setdefault(row.account_id, []).append(row)
    children: dict[int, str] = {}
    for tie in Guardianship.objects.filter(live(at), account_id__in=ids).select_related("pupil").order_by("-pk"):
        children[tie.account_id or 0] = given_name(tie.pupil.name)
    outside: set[int | None] = set(
        StaffMember.objects.filter(live(at), account_id__in=ids)
        .exclude(role__in=("school_teacher", "exchange_teacher"))
        .values_list("account_id", flat=True)
    )
    return [_person(account, roles.get(account.pk, []), children.get(account.pk, ""), outside) for account in accounts]


def _person(account: Account, roles: list[Role], child: str, outside: set[int | None]) -> DemoPerson:
    held = {row.role: row for row in reversed(roles)}
    role = next((name for name in FIRST if name in held), "")
    shown = "outside" if role in ("", "teacher") and account.pk in outside else role or "guardian"
    row = held.get(role)
    place = row.school.name if row and row.school else row.district.name if row and row.district else ""
    return DemoPerson(account.pk, account.name, shown, place, child)
