"""The sweep against the rulebook read aloud: every minute of every stay is asked for an adult."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kehou.engines import presence
from kehou.policy.facts.held import sessions_by_id
from kehou.policy.facts.records import AdultStay, Presence, Session
from kehou.policy.facts.term import TermFacts
from kehou.policy.facts.whereabouts import adults_in_the_room, exposures
from tests.make.term import at, facts, wheres

MINUTE = timedelta(minutes=1)
START = at("16:00")
ROOMS = ("n1", "n2", "n3")


def moment(minute: int) -> datetime:
    return START + minute * MINUTE


minutes = st.integers(0, 30)
maybe = st.none() | minutes


@st.composite
def a_session(draw: st.DrawFn, name: str) -> Session:
    begins = draw(st.integers(0, 20))
    ends = begins + draw(st.integers(1, 10))
    cut = draw(st.none() | st.integers(begins + 1, ends + 4))
    day = START.date()
    return Session(
        name, "b1", day, moment(begins), moment(ends), moment(begins), None if cut is None else moment(cut), source=name
    )


@st.composite
def an_adult(draw: st.DrawFn) -> AdultStay:
    came, left = draw(maybe), draw(maybe)
    return AdultStay(
        draw(st.sampled_from(ROOMS)),
        "t1",
        "volunteer",
        None if came is None else moment(came),
        None if left is None else moment(left),
        remote=draw(st.integers(0, 4)) == 0,
    )


@st.composite
def a_pupils_day(draw: st.DrawFn, pupil: str) -> list[Presence]:
    """At most one line a session; an `out` is never before its `in`."""
    rows = []
    for room in draw(st.lists(st.sampled_from(ROOMS), unique=True, max_size=3)):
        came, stayed = draw(maybe), draw(st.none() | st.integers(0, 12))
        left = None if came is None or stayed is None else moment(came + stayed)
        rows.append(
            Presence(
                room,
                pupil,
                draw(st.sampled_from(["present", "present", "present", "absent"])),
                None if came is None else moment(came),
                left,
                draw(st.sampled_from(["guardian", "next_session", "next_session", ""])),
                online=draw(st.integers(0, 6)) == 0,
            )
        )
    return rows


Unwatched = tuple[str, str, datetime]  # pupil, session, minute


def alone(sessions: dict[str, Session], adults: list[AdultStay], rows: list[Presence]) -> set[Unwatched]:
    """Every minute of one pupil's day without an adult, and the session it belongs to."""

    def watched(room: str, minute: datetime) -> bool:
        return any(
            a.session == room
            and not a.remote
            and a.came is not None
            and a.came <= minute < (a.left or sessions[room].ended)
            for a in adults
        )

    def came(row: Presence) -> datetime:
        return row.came or sessions[row.session].began

    there = [row for row in rows if row.state == "present" and not row.online]
    there.sort(key=lambda row: (came(row), sessions[row.session].began))
    found = set()
    for index, row in enumerate(there):
        onward = there[index + 1] if row.released_to == "next_session" and index + 1 < len(there) else None
        out = row.left
        if out is None:
            out = max(came(row), sessions[row.session].ended)
            if onward is not None:
                out = max(came(row), min(out, came(onward)))
        for n in range(-5, 80):
            minute = moment(n)
            in_the_room = came(row) <= minute < out
            on_the_way = onward is not None and out <= minute < came(onward)
            if in_the_room and not watched(row.session, minute):
                found.add((row.student, row.session, minute))
            if on_the_way and not watched(row.session, minute) and not watched(onward.session, minute):
                found.add((row.student, row.session, minute))
    return found


def swept(given: TermFacts) -> set[Unwatched]:
    """The same from the sweep, gap by gap."""
    sessions = sessions_by_id(given)
    watch = {room: [span for span, _ in stays] for room, stays in adults_in_the_room(given, sessions).items()}
    return {
        (gap.person, gap.room, gap.start + n * MINUTE)
        for gap in presence.gaps(exposures(given, sessions), watch)
        for n in range(int((gap.end - gap.start) / MINUTE))
    }


@pytest.mark.clause("附.11")
@pytest.mark.invariant("I9")
@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(
    st.tuples(*(a_session(room) for room in ROOMS)),
    st.lists(an_adult(), max_size=6),
    a_pupils_day("s1"),
    a_pupils_day("s2"),
)
def test_the_sweep_finds_every_unwatched_minute_and_no_other(sessions, adults, one, other):
    by_name = {session.session: session for session in sessions}
    expected = alone(by_name, adults, one) | alone(by_name, adults, other)
    given = facts(sessions=sessions, adults=adults, presence=[*one, *other])
    assert swept(given) == expected
    assert set(wheres("unattended", given)) == {session for _, session, _ in expected}
