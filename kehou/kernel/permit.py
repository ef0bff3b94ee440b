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


def demand_of_page(allow: tuple[Permit, ...], act: Act, parameters: Mapping[str, Any]) -> None:
    """As `demand`; what holds is kept on the act, so that the reads of the page need not ask again at the same moment."""
    for permit in allow:
        if permit.holds(act, parameters):
            act.shown.add(_of_this(permit, act, parameters))
            return
    raise NotYours


def demand_of_read(allow: tuple[Permit, ...], act: Act, parameters: Mapping[str, Any]) -> None:
    """As `demand`, unless the act's page has shown one of these relations to the very same rows. A deed always asks."""
    if not act.shown or not any(_of_this(permit, act, parameters) in act.shown for permit in allow):
        demand(allow, act, parameters)


def _of_this(permit: Permit, act: Act, parameters: Mapping[str, Any]) -> tuple[object, ...]:
    """The relation with the rows that its name speaks of."""
    rows = sorted((name, value) for name, value in parameters.items() if name in permit.name.split())
    return (act.actor, act.at, permit.name, *rows)
