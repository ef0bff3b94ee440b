"""Somebody has left a school: what they were there ends now, and the account with it where nothing else holds it (I21)."""

from django.apps import apps
from django.db.models import F

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.kernel.permit import system
from kehou.people.accounts import leaver
from kehou.people.models import Account, Role, StaffMember

KEEPERS = ("coordinator", "principal")


@action(allow=[system])
def end_account(act: Act, *, school_id: int, account_id: int) -> bool:
    """Roles at the school and the place among its adults end; every browser is signed out; the rows stay.
    Returns whether the account has ended: a guardian's, or one with work elsewhere, lives on.

    A seat in the parents' committee is a parent's and stays. Done by `let_adult_go`, which sees to the children first.
    Errors: NotYours for who is nobody there; Refusal last_one as in `end_role`.
    """
    lock_row(apps.get_model("org.School"), school_id)  # two may leave in the same instant
    who = leaver(account_id, school_id, act.at)
    if who is None or who.gone_at is not None:
        raise NotYours
    roles = Role.objects.filter(school_id=school_id, account_id=account_id, until=None).exclude(role="committee")
    if roles.filter(role__in=KEEPERS).exists():
        left = Role.objects.filter(school_id=school_id, role__in=KEEPERS, until=None).exclude(account_id=account_id)
        if not left.exists():
            raise Refusal("last_one", "这是学校最后一位负责人，先加上接手的人再停")
    roles.update(until=act.at)
    StaffMember.objects.filter(school_id=school_id, account_id=account_id, until=None).update(until=act.at)
    account = Account.objects.filter(pk=account_id)
    account.update(session_epoch=F("session_epoch") + 1)
    if not who.elsewhere:
        account.update(ended_at=act.at)
    return not who.elsewhere
