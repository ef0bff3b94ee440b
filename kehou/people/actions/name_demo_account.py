"""An account becomes one of those a visitor of the demo can be, by one tap."""

from django.conf import settings

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system
from kehou.people.models import Account


@action(allow=[system])
def name_demo_account(act: Act, *, account_id: int, demo_name: str) -> None:
    """Errors: Refusal not_a_demo: outside demo mode no account opens without its password."""
    if not settings.KEHOU_DEMO:
        raise Refusal("not_a_demo", "只有演示里才有一键登录的账号")
    Account.objects.filter(pk=account_id).update(demo_name=demo_name)
