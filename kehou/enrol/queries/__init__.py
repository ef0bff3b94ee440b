"""Free will, rounds and seats: `standing` is asked by other rooms; families and schools have a file each."""

from kehou.enrol.queries.standing import (
    ClaimStanding,
    Decision,
    claim_standing,
    decision,
    joined,
    joined_children,
    members_on,
    offers_overdue,
    places_to_offer,
    rounds,
    rounds_to_draw,
    seats_of,
)

__all__ = [
    "ClaimStanding",
    "Decision",
    "claim_standing",
    "decision",
    "joined",
    "joined_children",
    "members_on",
    "offers_overdue",
    "places_to_offer",
    "rounds",
    "rounds_to_draw",
    "seats_of",
]
