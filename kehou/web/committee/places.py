"""At which schools a member sits; a page shows one of them and offers the others."""

from dataclasses import dataclass

from kehou.ground.refusal import NotYours
from kehou.people import queries as people
from kehou.people.queries import RoleInfo
from kehou.web.screen import ActRequest


@dataclass(frozen=True, slots=True)
class Seat:
    """place: its number in the address, ?at=1. others: (place, school) of a member who sits at several schools."""

    school_id: int
    school_name: str
    place: int
    others: tuple[tuple[int, str], ...]


def own_seat(request: ActRequest) -> Seat:
    """The school that the address names, else the first. SQL: 1. Errors: NotYours for whoever sits nowhere."""
    seats: list[RoleInfo] = [
        role for role in people.roles_of(request.act.account_id, request.act.at) if role.role == "committee"
    ]
    if not seats:
        raise NotYours
    asked = request.GET.get("at", "0")
    place = int(asked) if asked.isdecimal() and int(asked) < len(seats) else 0
    others = tuple((n, role.school_name) for n, role in enumerate(seats)) if len(seats) > 1 else ()
    chosen = seats[place]
    if chosen.school_id is None:
        raise NotYours
    return Seat(chosen.school_id, chosen.school_name, place, others)
