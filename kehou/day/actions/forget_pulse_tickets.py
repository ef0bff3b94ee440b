"""When nobody can answer about a lesson any more, it is forgotten that anybody did; the tally stays."""

from kehou.day.retention import spent_pulse_tickets
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system


@action(allow=[system])
def forget_pulse_tickets(act: Act) -> int:
    """How many."""
    return spent_pulse_tickets(act.at).delete()[0]
