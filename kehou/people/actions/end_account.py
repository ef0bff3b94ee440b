"""An account ends: its sessions stop at once (I21)."""

from django.db.models import F

from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system
from kehou.people.models import Account, Guardianship, Role
from kehou.people.permits import city


@action(allow=[system, city])
def end_account(act: Act, *, account_id: int) -> None:
    """Every role and tie ends with it; the rows stay."""
    Account.objects.filter(pk=account_id, ended_at=None).update(ended_at=act.at, session_epoch=F("session_epoch") + 1)
    Role.objects.filter(account_id=account_id, until=None).update(until=act.at)
    Guardianship.objects.filter(account_id=account_id, until=None).update(until=act.at)
