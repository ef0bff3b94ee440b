"""Permission by live relation. The kernel knows the form; `people/permits.py` and later rooms know the relations."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act

Holds = Callable[[Act, Mapping[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class Permit:
    """A relation that lets somebody do or see something.

    name: as the matrix shows it, e.g. "guardian of child_id".
    holds: whether the relation is live at `act.at`, given the deed's parameters.
    """

    name: str
    holds: Holds


def _is_system(act: Act, _: Mapping[str, Any]) -> bool:
    return act.actor.kind == "system"


def _is_anyone(_act: Act, _: Mapping[str, Any]) -> bool:
    return True


def _is_account(act: Act, _: Mapping[str, Any]) -> bool:
    return act.actor.kind == "account"


system = Permit("the system's own jobs", _is_system)
anyone = Permit("anyone", _is_anyone)
signed_in = Permit("anyone signed in", _is_account)


def demand(allow: tuple[Permit, ...], act: Act, parameters: Mapping[str, Any]) -> None:
    """Errors: NotYours where none of the relations holds."""
    if not any(permit.holds(act, parameters) for permit in allow):
        raise NotYours
