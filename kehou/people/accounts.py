"""Who holds which role in a place, for whoever places people there."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.people.imports import compare
from kehou.people.models import ROLES, TEACHERS, Guardianship, Role, StaffMember
from kehou.people.permits import at_school, city, live, over_school
from kehou.people.roll.masking import mask_phone
from kehou.people.roll.staff_list import ParsedStaff
from kehou.people.sign_in import phone_index

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


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody of a school who leaves or has left it. staff_ids: who they were among its adults, the last first.

    roles: what ends with them; elsewhere: what keeps the account; gone_at: None = still here.
    """

    name: str
    roles: tuple[str, ...]
    staff_ids: tuple[int, ...]
    elsewhere: tuple[str, ...]
    gone_at: datetime | None


def leaver(account_id: int, school_id: int, at: datetime) -> Leaver | None:
    """None for who never was anything at the school. A committee's seat is a parent's, not work. SQL: 3."""
    roles = list(Role.objects.filter(account_id=account_id).select_related("account").order_by("pk"))
    rows = StaffMember.objects.filter(account_id=account_id).select_related("account").order_by("-pk")
    places = list(rows.defer("phone"))
    held = [role for role in roles if role.school_id == school_id and role.role != "committee"]
    here = [place for place in places if place.school_id == school_id]
    if not held and not here:
        return None
    ends = [role.until for role in held] + [place.until for place in here]
    labels = [role.get_role_display() for role in held if role.until is None]
    labels += [place.get_role_display() for place in here if place.until is None and place.role not in TEACHERS]
    return Leaver(
        name=(held or here)[0].account.name,  # type: ignore[union-attr]  # found by their account
        roles=tuple(dict.fromkeys(labels)),
        staff_ids=tuple(place.pk for place in here),
        elsewhere=_elsewhere(account_id, school_id, at, roles, places),
        gone_at=None if None in ends else max(end for end in ends if end is not None),
    )


def outsider(staff_id: int, school_id: int) -> Leaver | None:
    """An adult of the school who has no account, and so is no teacher; None for anybody else. SQL: 1."""
    place = StaffMember.objects.filter(pk=staff_id, school_id=school_id, account=None).defer("phone").first()
    if place is None:
        return None
    return Leaver(place.name, (place.get_role_display(),), (place.pk,), (), place.until)


def not_on_list(school_id: int, parsed: ParsedStaff) -> list[Leaver]:
    """The school's own people whom a staff list no longer names, so that writing it ends them here. SQL: 3."""
    gone = [phone_index(key) for key in compare(school_id, parsed).gone]
    own = StaffMember.objects.filter(school_id=school_id, until=None, role__in=TEACHERS, phone_index__in=gone)
    return [Leaver(who.name, (), (who.pk,), (), None) for who in own.defer("phone").order_by("pk")]


def _elsewhere(
    account_id: int, school_id: int, at: datetime, roles: list[Role], places: list[StaffMember]
) -> tuple[str, ...]:
    """What an account is besides its work at the school; no other place is named. SQL: 1."""

    def lives(row: Role | StaffMember) -> bool:
        return row.since <= at and (row.until is None or row.until > at)

    found = []
    if Guardianship.objects.filter(live(at), account_id=account_id, pupil__left_on=None).exists():
        found.append("家长")
    if any(lives(role) and role.role == "committee" for role in roles):
        found.append("家委会委员")
    other = [role for role in roles if role.school_id != school_id and role.role != "committee"]
    if any(lives(role) for role in other) or any(lives(p) for p in places if p.school_id != school_id):
        found.append("别处的工作人员")
    return tuple(found)
