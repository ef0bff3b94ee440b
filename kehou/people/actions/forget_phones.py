"""The phone of somebody who is no guardian any more is forgotten, a month later."""

from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system
from kehou.people.retention import phones_of_former_guardians


@action(allow=[system])
def forget_phones(act: Act) -> int:
    """How many ties lost their phone."""
    return phones_of_former_guardians(act.at).update(phone="", phone_index="")
