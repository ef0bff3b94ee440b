"""Permission by live relation. The kernel knows the form; `people/permits.py` and later rooms know the relations."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act, Actor

Holds = Callable[[Act, Mapping[str, Any]], bool]


@dataclass(frozen=True, slots=True, eq=False)
class Permit:
    """A relation that lets somebody do or see something. A permit equals only itself, so whoever makes them by
    parameters gives the same one for the same parameters.

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


@dataclass(frozen=True, slots=True)
class Shown:
    """A relation that held for an actor at a moment. read: what it was judged by, parameter → value."""

    actor: Actor
    at: datetime
    permit: Permit
    read: Mapping[str, Any]

    def answers(self, permit: Permit, act: Act, parameters: Mapping[str, Any]) -> bool:
        return (
            self.permit is permit
            and (self.actor, self.at) == (act.actor, act.at)
            and all(parameters.get(name, _MISSING) == value for name, value in self.read.items())
        )


class _Watched(Mapping[str, Any]):
    """Parameters that remember which of them were looked at."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given
        self.read: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        self.read[name] = self._given.get(name, _MISSING)
        return self._given[name]

    def __iter__(self) -> Iterator[str]:
        self.read.update(self._given)
        return iter(self._given)

    def __len__(self) -> int:
        self.read.update(self._given)
        return len(self._given)


_MISSING = object()


def demand(allow: tuple[Permit, ...], act: Act, parameters: Mapping[str, Any]) -> None:
    """Errors: NotYours where none of the relations holds.

    A relation that the act's page was asked for is not asked again: relations are judged at `act.at`, so the answer
    would be the same. Another permit, actor, moment or row is asked; and everything is, once a deed has written.
    """
    if any(shown.answers(permit, act, parameters) for shown in act.shown for permit in allow):
        return
    if not any(permit.holds(act, parameters) for permit in allow):
        raise NotYours


def is_shown(permit: Permit, act: Act) -> bool:
    """Whether it was by this relation that the act's page opened. SQL: 0."""
    return any(shown.permit is permit and (shown.actor, shown.at) == (act.actor, act.at) for shown in act.shown)


def demand_of_page(allow: tuple[Permit, ...], act: Act, parameters: Mapping[str, Any]) -> None:
    """As `demand`; what holds is kept on the act for the reads and the deed of the page."""
    for permit in allow:
        watched = _Watched(parameters)
        if permit.holds(act, watched):
            act.shown.append(Shown(act.actor, act.at, permit, watched.read))
            return
    raise NotYours
