"""A new password of one's own; every other session ends."""

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.kernel.permit import signed_in
from kehou.people.actions.accept_invitation import demand_password
from kehou.people.models import Account


@action(allow=[signed_in])
def change_password(act: Act, *, old: str, new: str) -> None:
    """Called without a form key: a key keeps a digest of what was typed. Errors, in this order: wrong_password, weak_password."""
    account = lock_row(Account, act.account_id)
    if not check_password(old, account.password):
        says = "现在的密码不对"
        raise Refusal("wrong_password", says, fields={"old": says})
    try:
        demand_password(new)
    except Refusal as weak:
        raise Refusal(weak.code, weak.says, fields={"new": weak.says}) from None
    Account.objects.filter(pk=account.pk).update(password=make_password(new), session_epoch=F("session_epoch") + 1)
