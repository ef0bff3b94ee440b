"""A term's roll-call in columns is the roll-call row by row, on both databases."""

from datetime import datetime, timedelta

import pytest

from kehou.day import facts
from kehou.day.lines import presence_columns
from kehou.day.models import Presence, Session
from kehou.people.models import Pupil
from kehou.policy.audit import lines_of
from kehou.policy.columns.rows import PresenceColumns
from tests.make.day import follow_up, make_afternoon, moment


def marked(session_id: int, pupil_id: int, **cells: object) -> None:
    Presence.objects.filter(session=session_id, pupil=pupil_id).update(**cells)


def columns_of(sessions: list[int]) -> PresenceColumns:
    """As for a school's term."""
    asked = Session.objects.filter(pk__in=sessions)
    return presence_columns(asked, dict(Pupil.objects.values_list("pk", "number")))


def a_day() -> list[int]:
    """Two sessions of five children: there, gone with fractions of a second, on leave, absent, never called."""
    first = make_afternoon(children=5)
    then = follow_up(first)
    a, b, c, d, _e = (child.pk for child in first.children)
    one, two = first.session.pk, then.session.pk
    came = moment(16, 9, 31) + timedelta(microseconds=250_001)
    marked(one, a, state="present", in_at=came, out_at=moment(17, 10), released_to="next_session", homework_done=True)
    marked(one, b, state="present", in_at=moment(16, 10), released_to="guardian", homework_done=False)
    marked(one, c, state="leave")
    marked(one, d, state="absent")
    marked(two, a, state="present", in_at=moment(17, 12), out_at=moment(0, 30) + timedelta(days=1))
    return [two, one]


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_the_same_lines_in_the_same_order() -> None:
    sessions = a_day()
    plain = facts.presence(sessions)
    assert len(plain) == 5
    assert plain[0].came == datetime(2026, 10, 28, 16, 9, 31, 250_001)
    assert tuple(columns_of(sessions)) == plain


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_lines_of_some_sessions_are_the_same_either_way() -> None:
    sessions = a_day()
    some = {facts.session_key(sessions[0])}
    plain, columns = facts.presence(sessions), columns_of(sessions)
    assert tuple(lines_of(columns, some)) == lines_of(plain, some) != ()


@pytest.mark.django_db
def test_no_session_has_no_line() -> None:
    assert tuple(columns_of([])) == facts.presence([]) == ()
