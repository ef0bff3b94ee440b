"""Which browser was signed in as whom is forgotten once the session has ended."""

from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system
from kehou.people.retention import ended_sessions


@action(allow=[system])
def forget_sessions(act: Act) -> int:
    """How many."""
    return ended_sessions(act.at).delete()[0]
