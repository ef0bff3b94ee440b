"""The modes of a round. Each has its definition in its own file; docs/allocation-modes.md says what each promises."""

from kehou.engines.allocation import kernel, spec
from kehou.engines.allocation.modes import draft, fair_gate, fast, week_fair
from kehou.engines.allocation.modes.decision import Decision
from kehou.engines.allocation.modes.trade import trade
from kehou.engines.allocation.round import Round


def decide(round_: Round, mode: str) -> Decision:
    """Decide a round in one of settings.MODES, then make the trades families asked for, if any did."""
    if mode == "week-fair":
        decision = fast.allocate(round_)
    elif mode == "draft":
        decision = draft.allocate(round_)
    elif mode == "fair-gate":
        decision = fair_gate.allocate(round_, kernel.allocate)
    else:
        decision = Decision(round_, kernel.allocate(round_), fair_gate.algorithms(round_))
    return trade(round_, decision) if round_.trades else decision


def define(round_: Round, mode: str) -> Decision:
    """The same from the definitions alone, for whoever checks. A school's week-fair takes minutes this way."""
    if mode == "week-fair":
        decision = week_fair.allocate(round_)
    elif mode == "draft":
        decision = draft.allocate(round_)
    elif mode == "fair-gate":
        decision = fair_gate.allocate(round_)
    else:
        decision = Decision(round_, spec.allocate(round_), fair_gate.algorithms(round_))
    return trade(round_, decision) if round_.trades else decision


__all__ = ["Decision", "decide", "define"]
