"""An empty system gets its first city officer; from then on people are placed by people."""

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system
from kehou.people.actions.invite_account import place_role, write_invitation
from kehou.people.models import Invitation, Role
from kehou.people.permits import live


@action(allow=[system])
def invite_first_officer(act: Act, *, name: str, phone: str) -> str:
    """Returns the code. Again for the same person while the code is unused: a fresh one.

    Errors: Refusal has_officer: somebody is in charge already and invites the others; unnamed, bad_phone.
    """
    officers = Role.objects.filter(live(act.at), role="city_officer", account__ended_at=None).select_related("account")
    if any(role.account.has_come for role in officers):
        raise Refusal("has_officer", "已经有市教育局的账号了，请由他邀请其他人")
    for role in officers:
        Role.objects.filter(pk=role.pk).update(until=act.at)
        Invitation.objects.filter(account_id=role.account_id, used_at=None).delete()
    account = place_role(act, role="city_officer", name=name, phone=phone, place={})
    return write_invitation(act, account.pk)
