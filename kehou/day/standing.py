"""A child's standing in a session, as a fold over its events. The table `Presence` is never more than this (I10)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

# present, late: seen; leave, no_leave: a guardian asked leave, took it back; absent: not seen at roll-call;
# hand_over, move_on: left; homework: ticked; correct: put right afterwards, with a reason.
KINDS = ("present", "late", "leave", "no_leave", "absent", "hand_over", "move_on", "homework", "correct")


@dataclass(frozen=True, slots=True)
class Standing:
    """state: expected | present | leave | absent. A present child without out_at is in the room."""

    state: str = "expected"
    in_at: datetime | None = None
    out_at: datetime | None = None
    released_to: str = ""  # guardian | authorised | self | next_session
    guardianship_id: int | None = None
    collector_id: int | None = None
    exception_id: int | None = None
    homework_done: bool | None = None

    @property
    def in_the_room(self) -> bool:
        return self.state == "present" and self.out_at is None


FIELDS = tuple(Standing.__dataclass_fields__)


def after(standing: Standing, kind: str, at: datetime, detail: Mapping[str, Any]) -> Standing:
    """The standing once an event has happened.

    detail, by kind: present, late {"in_at"}; hand_over {"to", "guardianship_id" | "collector_id" | "exception_id"};
    homework {"done"}; correct {"new": a whole standing}. Times are ISO strings.
    Errors: ValueError for a kind nobody knows.
    """
    match kind:
        case "present" | "late":
            return Standing(
                "present", in_at=datetime.fromisoformat(detail["in_at"]), homework_done=standing.homework_done
            )
        case "leave" | "absent":
            return Standing(kind)
        case "no_leave":
            return Standing("expected")
        case "hand_over":
            return replace(
                standing,
                out_at=at,
                released_to=detail["to"],
                guardianship_id=detail.get("guardianship_id"),
                collector_id=detail.get("collector_id"),
                exception_id=detail.get("exception_id"),
            )
        case "move_on":
            return replace(standing, out_at=at, released_to="next_session")
        case "homework":
            return replace(standing, homework_done=detail["done"])
        case "correct":
            return from_json(detail["new"])
    raise ValueError(f"no such mark: {kind}")


def to_json(standing: Standing) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(standing).items()
    }


def from_json(data: Mapping[str, Any]) -> Standing:
    values: dict[str, Any] = {name: data[name] for name in FIELDS if name in data}
    for name in ("in_at", "out_at"):
        if values.get(name):
            values[name] = datetime.fromisoformat(values[name])
    return Standing(**values)
