"""Who does something, when and from where. Every action and query starts with one."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal, Self

from kehou.kernel.clock import LOCAL

ActorKind = Literal["account", "system", "public"]


@dataclass(frozen=True, slots=True)
class Actor:
    """An account, one of the system's own jobs (by name), or nobody in particular."""

    kind: ActorKind
    account_id: int | None = None
    job: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """The frame of one deed.

    at: aware datetime; the only time an action knows.
    source: "web", "cli", "job", "sim".
    device: a salted hash of the device, or "".
    key: idempotency key of the form or client, or "" (then the deed is not replay-protected).
    shown: relations that the page of this act has already been asked for, until something is written; see permit.py.
    """

    actor: Actor
    at: datetime
    source: str = "web"
    device: str = ""
    key: str = ""
    shown: list[Any] = field(default_factory=list, compare=False, repr=False)

    @property
    def today(self) -> date:
        """The local date of the act."""
        return self.at.astimezone(LOCAL).date()

    @property
    def account_id(self) -> int:
        """The acting account. Errors: ValueError where a job or nobody acts."""
        if self.actor.account_id is None:
            raise ValueError("no account acts here")
        return self.actor.account_id

    def as_system(self, job: str) -> Self:
        """The same moment, done by one of the system's own jobs."""
        return replace(self, actor=Actor("system", job=job), key="", shown=[])


def by_account(account_id: int, at: datetime, *, source: str = "web", device: str = "", key: str = "") -> Act:
    return Act(Actor("account", account_id), at, source, device, key)


def by_system(job: str, at: datetime, *, source: str = "job") -> Act:
    return Act(Actor("system", job=job), at, source)


def by_public(at: datetime, *, device: str = "", key: str = "") -> Act:
    return Act(Actor("public"), at, "web", device, key)
