"""Typed collecting codes are counted in their session; afterwards they are forgotten."""

from kehou.day.retention import old_code_tries
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system


@action(allow=[system])
def forget_code_tries(act: Act) -> int:
    """How many."""
    return old_code_tries(act.at).delete()[0]
