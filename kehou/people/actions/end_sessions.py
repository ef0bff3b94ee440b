"""Somebody signs out everywhere: a lost phone, a forgotten school computer (I21)."""

from django.db.models import F

from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import signed_in
from kehou.people.models import Account


@action(allow=[signed_in])
def end_sessions(act: Act) -> None:
    Account.objects.filter(pk=act.account_id).update(session_epoch=F("session_epoch") + 1)
