"""A guardian binds a child to an account with the printed code."""

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import Q

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import anyone
from kehou.kernel.secrets import code_hash
from kehou.org.rows import scope
from kehou.people.actions.accept_invitation import demand_password
from kehou.people.models import Account, ActivationCode, Guardianship
from kehou.people.roll.cells import Unfit, read_mobile
from kehou.people.sign_in import phone_index


@action(allow=[anyone])
def activate_child(act: Act, *, code: str, child_name: str, name: str, phone: str, password: str) -> int:
    """Returns the account, new or the one that has this phone and password already (a second child).

    The roll's guardian with this phone gets its tie; another phone starts one of its own, named as the roll's guardian
    only by the school. Errors, in this order: bad_phone, weak_password, code_unknown (also a wrong name), other_password.
    """
    try:
        phone = read_mobile(phone)
    except Unfit:
        raise Refusal("bad_phone", "请写 11 位手机号", fields={"phone": "11 位手机号"}) from None
    demand_password(password)
    row = (
        ActivationCode.objects.select_for_update(of=("self",))
        .select_related("pupil")
        .filter(code_hash=code_hash("activation", code))
        .first()
    )
    usable = row is not None and row.used_at is None and row.expires_at >= act.at and row.pupil.left_on is None
    if row is None or not usable or row.pupil.name != child_name.strip():
        says = "开通码和孩子姓名对不上，或者已经用过、过期了"
        raise Refusal("code_unknown", says, fields={"code": "请核对纸条，或请班主任补发"})
    account = _account(act, name.strip(), phone, password)
    _bind(act, row, account, name.strip(), phone)
    ActivationCode.objects.filter(pk=row.pk).update(used_at=act.at, used_by=account)
    return account.pk


def _account(act: Act, name: str, phone: str, password: str) -> Account:
    account = Account.objects.filter(phone_index=phone_index(phone)).first()
    if account is None:
        return Account.objects.create(
            name=name,
            phone=phone,
            phone_index=phone_index(phone),
            password=make_password(password),
            created_at=act.at,
        )
    if not check_password(password, account.password):
        says = "这个手机号已经有账号，请填原来的密码；忘了请找学校重发邀请码"
        raise Refusal("other_password", says, fields={"password": says})
    return account


def _bind(act: Act, row: ActivationCode, account: Account, name: str, phone: str) -> None:
    ties = Guardianship.objects.filter(pupil_id=row.pupil_id, until=None)
    if ties.filter(account=account).exists():
        return
    own = ties.filter(Q(account=None) & Q(phone_index=phone_index(phone))).first()
    if own is not None:
        Guardianship.objects.filter(pk=own.pk).update(account=account)
        return
    Guardianship.objects.create(
        **scope(row.school_id),
        pupil_id=row.pupil_id,
        account=account,
        name=name,
        relation="监护人",
        phone=phone,
        phone_index=phone_index(phone),
        from_roll=False,
        since=act.at,
    )
