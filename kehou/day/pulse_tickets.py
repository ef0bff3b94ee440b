"""A family's right to one answer about a lesson, in a form in which the answer can be given by nobody in particular."""

import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from kehou.kernel.act import Act
from kehou.kernel.permit import Permit
from kehou.kernel.secrets import code_hash

OPEN_FOR = timedelta(days=3)
"""After the day of the lesson one can answer so long."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """number: one for a family and a lesson, keyed. seal: that the system gave it out, to a guardian it had asked who
    they are. It never leaves the server."""

    number: str
    seal: str


def ticket_for(session_id: int, guardian_accounts: Collection[int]) -> Ticket:
    """The same for every guardian of a child, and for its brothers and sisters with the same guardians."""
    number = code_hash("pulse", f"{min(guardian_accounts)} {session_id}")
    return Ticket(number, _seal(number, session_id))


def _seal(number: str, session_id: int) -> str:
    return code_hash("pulse seal", f"{number} {session_id}")


def _holds(_act: Act, parameters: Mapping[str, Any]) -> bool:
    ticket = parameters["ticket"]
    return hmac.compare_digest(ticket.seal, _seal(ticket.number, parameters["session_id"]))


ticket_holder = Permit("holder of a family's ticket for session_id", _holds)
