"""One file per tick of the clock: find the work, call an action. Nothing is decided here."""

from importlib import import_module

from django.conf import settings

from kehou.kernel.jobs import Tick

NAMES: tuple[str, ...] = (
    "watch_presence", "plan_sessions", "send_letters", "close_meetings", "close_rounds",
    "read_lists", "close_surveys", "compile_plans", "warn_of_expiries", "scan_day", "judge_terms", "forget_attempts", "forget_tallies",
    "empty_letter_boxes", "forget_what_ended",
)  # fmt: skip


def ticks() -> tuple[Tick, ...]:
    """Every tick, in the order in which the worker looks at them; an installation may have some of its own."""
    modules = [*settings.KEHOU_TICKS, *(f"kehou.jobs.{name}" for name in NAMES)]
    return tuple(import_module(module).TICK for module in modules)
