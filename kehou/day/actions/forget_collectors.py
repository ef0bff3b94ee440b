"""The phone of somebody who no longer collects a child is forgotten."""

from kehou.day.retention import phones_of_former_collectors
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system


@action(allow=[system])
def forget_collectors(act: Act) -> int:
    """How many lost their phone; who took which child stays on record."""
    return phones_of_former_collectors(act.at).update(phone="")
