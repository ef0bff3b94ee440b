"""The keys of forms are forgotten once no browser can send the form again."""

from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.models import IdempotencyKey
from kehou.kernel.permit import system
from kehou.people.retention import spent_keys


@action(allow=[system])
def forget_keys(act: Act) -> int:
    """How many. The events of what was done under them stay."""
    return IdempotencyKey.objects.filter(pk__in=spent_keys(act.at)).delete()[0]
