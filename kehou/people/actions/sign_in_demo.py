"""One-tap sign-in of the demo. It does not exist outside demo mode."""

from django.conf import settings

from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import anyone
from kehou.people.sign_in import live_accounts


@action(allow=[anyone])
def sign_in_demo(act: Act, *, account_id: int) -> int:
    """Errors: NotYours outside demo mode, and for every account that is not one of the demo's."""
    if not settings.KEHOU_DEMO or not live_accounts().filter(pk=account_id).exclude(demo_name=None).exists():
        raise NotYours
    return account_id
