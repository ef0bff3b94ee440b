"""Letters of a school year past are forgotten: they name children."""

from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.models import OutboxMessage
from kehou.kernel.permit import system
from kehou.people.retention import old_letters


@action(allow=[system])
def forget_letters(act: Act) -> int:
    """How many."""
    return OutboxMessage.objects.filter(pk__in=old_letters(act.at)).delete()[0]
