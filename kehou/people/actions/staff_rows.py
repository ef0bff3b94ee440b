"""The rows of a staff import: accounts, roles, members of staff. Runs inside write_list's transaction."""

from datetime import date
from typing import Any

from django.apps import apps
from django.contrib.auth.hashers import make_password

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.lock import lock_row
from kehou.org.rows import scope
from kehou.people.models import TEACHERS, Account, Role, StaffMember
from kehou.people.roll.diff import Diff, Record
from kehou.people.sign_in import phone_index


def write_staff(act: Act, school_id: int, found: Diff) -> None:
    lock_row(apps.get_model("org.School"), school_id)  # numbers are counted per school
    for record in found.new:
        account = account_for(act, name=str(record["name"]), phone=str(record["phone"]))
        _member(act, school_id, account, record)
        set_roles(act, school_id, account.pk, _roles(record))
    by_phone = {phone_index(change.key): change for change in found.changed}
    own = StaffMember.objects.filter(school_id=school_id, until=None, role__in=TEACHERS)
    for member in own.filter(phone_index__in=by_phone):
        record = by_phone[member.phone_index].record
        StaffMember.objects.filter(pk=member.pk).update(**_columns(record))
        if member.account_id:
            set_roles(act, school_id, member.account_id, _roles(record))
    gone = own.filter(phone_index__in=[phone_index(key) for key in found.gone])
    for member in list(gone):
        StaffMember.objects.filter(pk=member.pk).update(until=act.at)
        if member.account_id:
            set_roles(act, school_id, member.account_id, [])
    keepers = Role.objects.filter(school_id=school_id, role__in=("coordinator", "principal"), until=None)
    if not keepers.exists():
        raise Refusal("last_one", "名单里没有校长，也没有课后服务负责人，学校就没人能管了。请补上再传")


def account_for(act: Act, *, name: str, phone: str) -> Account:
    """The account of a phone; where there is none, a new one that nobody can sign in to before its invitation is used."""
    account, _ = Account.objects.get_or_create(
        phone_index=phone_index(phone),
        defaults={"name": name, "phone": phone, "created_at": act.at, "password": make_password(None)},
    )
    if account.ended_at is not None:
        # Somebody comes back: with a fresh invitation, never with the old password.
        Account.objects.filter(pk=account.pk).update(ended_at=None, password=make_password(None))
        account.refresh_from_db()
    return account


def set_roles(act: Act, school_id: int, account_id: int, wanted: list[str]) -> None:
    """Begin and end roles at the school until they are the wanted ones; a committee seat is not the list's."""
    have = Role.objects.filter(account_id=account_id, school_id=school_id, until=None).exclude(role="committee")
    for role in have:
        if role.role in wanted:
            wanted = [name for name in wanted if name != role.role]
        else:
            Role.objects.filter(pk=role.pk).update(until=act.at)
    Role.objects.bulk_create(
        Role(account_id=account_id, school_id=school_id, role=name, since=act.at) for name in wanted
    )


def _member(act: Act, school_id: int, account: Account, record: Record) -> None:
    last = StaffMember.objects.filter(school_id=school_id).order_by("-number").first()
    StaffMember.objects.create(
        **scope(school_id),
        number=last.number + 1 if last else 1,
        account=account,
        phone=str(record["phone"]),
        phone_index=phone_index(str(record["phone"])),
        role="school_teacher",
        since=act.at,
        **_columns(record),
    )


def _roles(record: Record) -> list[str]:
    roles: Any = record["roles"]
    return list(roles)


def _columns(record: Record) -> dict[str, Any]:
    subjects: Any = record["subjects"]
    cleared = record["cleared_on"]
    return {
        "name": record["name"],
        "subject": "、".join(subjects),
        "cleared_on": date.fromisoformat(str(cleared)) if cleared else None,
    }
