"""Where pupils and adults were, minute by minute, as the record tables tell it.

Source: rulebook §6, `unattended`. Spans are half-open, [came, left).
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from kehou.engines.presence import Exposure, Span
from kehou.policy.facts.records import AdultStay, Presence, Session
from kehou.policy.facts.term import TermFacts


def adult_span(row: AdultStay, session: Session) -> Span | None:
    """When an adult was there: until the session's end where no `out` was written; None where never."""
    if row.came is None:
        return None
    return row.came, row.left if row.left is not None else session.ended


def adults_in_the_room(facts: TermFacts, sessions: Mapping[str, Session]) -> dict[str, list[tuple[Span, AdultStay]]]:
    """Adults with the span in which they were in the room, by session. A lead on a screen is not in the room."""
    found: dict[str, list[tuple[Span, AdultStay]]] = {}
    for row in facts.adults or ():
        session = sessions.get(row.session)
        span = adult_span(row, session) if session is not None and not row.remote else None
        if span is not None:
            found.setdefault(row.session, []).append((span, row))
    return found


def exposures(facts: TermFacts, sessions: Mapping[str, Session]) -> Iterator[Exposure]:
    """Every span in which a pupil must be under somebody's eyes: in a session, and on the way to the next."""
    days: dict[tuple[str, date], list[tuple[datetime, datetime, Presence, Session]]] = {}
    for row in facts.presence or ():
        session = sessions.get(row.session)
        if session is not None and row.in_the_room:
            came = row.came if row.came is not None else session.began
            days.setdefault((row.student, session.date), []).append((came, session.began, row, session))
    for stays in days.values():
        stays.sort(key=lambda stay: stay[:2])
        following: tuple[datetime, Session] | None = None  # the next stay that is in another session
        later: tuple[datetime, Session] | None = None
        for came, _began, row, session in reversed(stays):
            if later is not None and later[1].session != session.session:
                following = later
            later = came, session
            follower = following if row.released_to == "next_session" else None
            left = _left(row, came, session, follower[0] if follower else None)
            yield Exposure(row.student, session.session, came, left, (session.session,), row.source)
            if follower is not None and follower[0] > left:
                watched_by = (session.session, follower[1].session)
                yield Exposure(row.student, session.session, left, follower[0], watched_by, row.source)


def _left(row: Presence, came: datetime, session: Session, next_came: datetime | None) -> datetime:
    """When a pupil left the room: as written, else the session's end, but not later than the next session's `in`."""
    if row.left is not None and row.left >= came:
        return row.left
    # Nothing was written, or an `out` before the `in`: a mistyped time must not hide a child.
    ended = session.ended if next_came is None else min(session.ended, next_came)
    return max(came, ended)
