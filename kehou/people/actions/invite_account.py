"""Somebody gets a role, and with a new account a printed one-time code to take it over."""

from datetime import timedelta

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system
from kehou.kernel.secrets import code_hash, one_time_code
from kehou.people.actions.staff_rows import account_for
from kehou.people.models import ROLES, Account, Invitation, Role
from kehou.people.permits import live, may_invite
from kehou.people.roll.cells import Unfit, read_mobile

LASTS = timedelta(days=30)
CITY, DISTRICT = ("city_officer",), ("district_officer",)


@action(allow=[system, may_invite])
def invite_account(
    act: Act, *, role: str, name: str, phone: str, school_id: int | None = None, district_id: int | None = None
) -> str:
    """Returns the code, which is stored only as a digest and cannot be shown again; "" where the person has a password
    already: whoever gives a role must not be able to take over the account. Called without a form key: a key keeps
    the answer.

    Errors, in this order: unknown_role, misplaced, unnamed, bad_phone, has_role.
    """
    if role not in dict(ROLES):
        raise Refusal("unknown_role", "请选岗位", fields={"role": "请从列出的岗位里选"})
    placed = (
        (role in CITY and not school_id and not district_id)
        or (role in DISTRICT and district_id and not school_id)
        or (role not in CITY + DISTRICT and school_id and not district_id)
    )
    if not placed:
        raise Refusal("misplaced", "这个岗位不属于这里", fields={"role": "这个岗位不属于这里"})
    account = place_role(
        act, role=role, name=name, phone=phone, place={"school_id": school_id, "district_id": district_id}
    )
    return "" if account.has_come else write_invitation(act, account.pk)


def place_role(act: Act, *, role: str, name: str, phone: str, place: dict[str, int | None]) -> Account:
    """The account with its new role. Errors, in this order: unnamed, bad_phone, has_role."""
    if not name.strip() or len(name.strip()) > 40:
        raise Refusal("unnamed", "请写姓名", fields={"name": "请写 1 到 40 个字"})
    try:
        phone = read_mobile(phone)
    except Unfit:
        raise Refusal("bad_phone", "请写 11 位手机号", fields={"phone": "11 位手机号"}) from None
    account = account_for(act, name=name.strip(), phone=phone)
    if Role.objects.filter(live(act.at), account=account, role=role, **place).exists():
        raise Refusal("has_role", f"{name.strip()}已经是{dict(ROLES)[role]}", fields={"phone": "已经有这个岗位"})
    Role.objects.create(account=account, role=role, since=act.at, **place)
    return account


def write_invitation(act: Act, account_id: int) -> str:
    """A fresh code for an account; earlier unused ones are void."""
    Invitation.objects.filter(account_id=account_id, used_at=None).delete()
    code = one_time_code(10)
    Invitation.objects.create(
        account_id=account_id, code_hash=code_hash("invitation", code), issued_at=act.at, expires_at=act.at + LASTS
    )
    return code
