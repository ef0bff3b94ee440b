"""Somebody from outside who may help: retired, qualified, volunteer, of an institution (五.3)."""

from datetime import date

from django.apps import apps

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.org.rows import scope
from kehou.people.actions.papers import demand_sound
from kehou.people.actions.staff_rows import account_for
from kehou.people.models import STAFF_ROLES, TEACHERS, Account, Provider, StaffMember
from kehou.people.permits import at_school, live
from kehou.people.roll.cells import Unfit, read_mobile

OUTSIDE_ROLES = tuple(role for role, _ in STAFF_ROLES if role not in TEACHERS)


@action(allow=[at_school("coordinator", "principal")])
def register_outsider(
    act: Act,
    *,
    school_id: int,
    name: str,
    role: str,
    phone: str = "",
    provider_id: int | None = None,
    qualification: str = "",
    qualified_until: date | None = None,
    cleared_on: date | None = None,
    cleared_until: date | None = None,
) -> int:
    """Registered is not cleared: without papers in force the roster refuses the person. With a phone the person has an
    account, which is theirs once they enter the code that the school prints (`issue_invitations`).

    Errors, in this order: not_an_outside_role; unnamed; provider_missing (附.7); NotYours for another school's
    provider; then as in `papers`; bad_phone, works_here.
    """
    name, qualification = name.strip(), qualification.strip()
    if role not in OUTSIDE_ROLES:
        raise Refusal("not_an_outside_role", "请选这位老师的身份", fields={"role": "请从列出的身份里选"})
    if not name or len(name) > 40:
        raise Refusal("unnamed", "请写姓名", fields={"name": "请写 1 到 40 个字"})
    if role == "institution" and provider_id is None:
        says = "机构人员要写明所在的机构"
        raise Refusal("provider_missing", says, clause="附.7", fields={"provider": "请选机构；没有就先登记机构"})
    if provider_id is not None and not Provider.objects.filter(pk=provider_id, school_id=school_id).exists():
        raise NotYours
    until = demand_sound(
        school_id, role, act.today,
        qualification=qualification, cleared_on=cleared_on, cleared_until=cleared_until,
    )  # fmt: skip
    lock_row(apps.get_model("org.School"), school_id)  # numbers are counted per school
    account = _account(act, school_id, name, phone) if phone.strip() else None
    last = StaffMember.objects.filter(school_id=school_id).order_by("-number").first()
    row = StaffMember.objects.create(
        **scope(school_id),
        number=last.number + 1 if last else 1,
        name=name,
        account=account,
        phone=account.phone if account else "",
        phone_index=(account.phone_index or "") if account else "",
        role=role,
        provider_id=provider_id if role == "institution" else None,
        qualification=qualification[:60],
        qualified_until=qualified_until,
        cleared_on=cleared_on,
        cleared_until=until,
        since=act.at,
    )
    return row.pk


def _account(act: Act, school_id: int, name: str, phone: str) -> Account:
    try:
        account = account_for(act, name=name, phone=read_mobile(phone))
    except Unfit:
        raise Refusal("bad_phone", "请写 11 位手机号", fields={"phone": "11 位手机号"}) from None
    if StaffMember.objects.filter(live(act.at), school_id=school_id, account=account).exists():
        raise Refusal(
            "works_here",
            "用这个手机号的人已经在本校名单里",
            fields={"phone": "这个手机号已经在本校的教职工或校外人员里"},
        )
    return account
