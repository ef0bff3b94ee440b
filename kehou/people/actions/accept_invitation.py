"""Somebody takes over the account made for them and sets a password of their own."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import F

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import anyone
from kehou.kernel.secrets import code_hash
from kehou.people.models import Account, Invitation


@action(allow=[anyone])
def accept_invitation(act: Act, *, code: str, password: str) -> int:
    """Returns the account; sessions under an earlier password end. A code works once.

    Errors, in this order: weak_password, code_unknown.
    """
    demand_password(password)
    row = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("account")
        .filter(code_hash=code_hash("invitation", code))
        .first()
    )
    if row is None or row.used_at is not None or row.expires_at < act.at or row.account.ended_at is not None:
        raise Refusal("code_unknown", "邀请码不对，或者已经用过、过期了", fields={"code": "请核对，或请学校重发"})
    Invitation.objects.filter(pk=row.pk).update(used_at=act.at)
    Account.objects.filter(pk=row.account_id).update(
        password=make_password(password), session_epoch=F("session_epoch") + 1
    )
    return row.account_id


def demand_password(password: str) -> None:
    """Errors: Refusal weak_password."""
    try:
        validate_password(password)
    except ValidationError:
        says = "密码至少 8 位，也不要用太常见的，比如 12345678"
        raise Refusal("weak_password", says, fields={"password": says}) from None
