"""Codes that were used or ran out are forgotten, a month later."""

from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system
from kehou.people.models import ActivationCode, Invitation
from kehou.people.retention import dead_invitations, dead_slips


@action(allow=[system])
def forget_slips(act: Act) -> int:
    """How many, of families and of adults of the school. The tie or account that a code made stays."""
    families = ActivationCode.objects.filter(pk__in=dead_slips(act.at)).delete()[0]
    return families + Invitation.objects.filter(pk__in=dead_invitations(act.at)).delete()[0]
