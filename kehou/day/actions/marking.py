"""Write marks: events first, their projection beside them, in one go."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from kehou.day.models import Presence, PresenceEvent
from kehou.day.standing import FIELDS, KINDS, Standing, after
from kehou.kernel.act import Act
from kehou.org.rows import scope


def standing_of(row: Presence) -> Standing:
    return Standing(**{name: getattr(row, name) for name in FIELDS})


def record(
    act: Act, rows: Sequence[Presence], kind: str, details: Mapping[int, Mapping[str, Any]], *, reason: str = ""
) -> None:
    """One event of a kind for each of the rows (locked by the caller through their sessions).

    details: pupil id → what the projection needs of the event, see standing.py.
    SQL: 1, and 1 for every different standing the rows come to: mostly 2, whatever the number of rows.
    """
    if not rows:
        return
    events = []
    alike: dict[tuple[Any, ...], list[int]] = {}
    for row in rows:
        detail = dict(details.get(row.pupil_id, {}))
        events.append(
            PresenceEvent(
                **scope(row.school_id), session_id=row.session_id, pupil_id=row.pupil_id, kind=kind, at=act.at,
                by=act.actor.account_id, detail=detail, reason=reason,
                client_key=_client_key(act, kind, row),
            )
        )  # fmt: skip
        standing = after(standing_of(row), kind, act.at, detail)
        for name in FIELDS:
            setattr(row, name, getattr(standing, name))
        changed = tuple(getattr(standing, name) for name in _TOUCHED[kind])
        alike.setdefault(changed, []).append(row.pk)
    PresenceEvent.objects.bulk_create(events)
    # Rows that come to the same standing are one statement; bulk_update's CASE costs ten times as much.
    for values, keys in alike.items():
        Presence.objects.filter(pk__in=keys).update(**dict(zip(_TOUCHED[kind], values, strict=True)))


_LEFT = ("out_at", "released_to", "guardianship_id", "collector_id", "exception_id")
_TOUCHED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(KINDS, FIELDS),
    "hand_over": _LEFT,
    "move_on": _LEFT,
    "homework": ("homework_done",),
}
"""Kind → the fields it can change; the others are not written again."""


def _client_key(act: Act, kind: str, row: Presence) -> str | None:
    """The same form sent twice makes the same event once, even past the act's own replay protection."""
    if not act.key:
        return None
    return hashlib.sha256(f"{act.key}:{kind}:{row.session_id}:{row.pupil_id}".encode()).hexdigest()
