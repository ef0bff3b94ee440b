"""A night judged from roll-calls in columns keeps what it would keep row by row, and so does one without columns."""

import sys
from datetime import timedelta

import pytest

from kehou.day import facts
from kehou.day.models import Duty, Presence
from kehou.jobs import judge_terms
from kehou.org import queries as org
from kehou.org.rows import scope
from kehou.policy.columns.rows import PresenceColumns
from kehou.review.facts import whole_term
from kehou.review.judging import Judgement, judge_term
from kehou.review.models import Finding
from tests.make.day import WEDNESDAY, follow_up, make_afternoon, moment
from tests.make.people import term_of

pytestmark = pytest.mark.django_db
COLUMNS = ("polars", "kehou.policy.columns", "kehou.day.lines")


def judged(school_id: int) -> Judgement:
    term = org.terms_of(scope(school_id)["district_id"])[0]
    return judge_term(school_id, term, moment(0, 5, on=WEDNESDAY + timedelta(days=1)))


@pytest.mark.clause("附.11")
def test_by_columns_the_night_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Children alone in one lesson and at the gate of the next, one let go without a word, one lesson without a roll."""
    first = make_afternoon(children=4)
    then = follow_up(first)
    uncalled = follow_up(first)
    school = first.school.pk
    Duty.objects.filter(session=first.session).update(in_at=moment(16, 20), out_at=moment(17, 10))
    Duty.objects.filter(session=then.session).update(in_at=moment(17, 12), out_at=moment(17, 50))
    for n, child in enumerate(first.children):
        here = Presence.objects.filter(pupil=child)
        here.filter(session=first.session).update(
            state="present", in_at=moment(16, 10, n), out_at=moment(17, 10), released_to="next_session" if n else ""
        )
        here.filter(session=then.session).update(
            state="present", in_at=moment(17, 13), out_at=moment(17, 49 + n), released_to="guardian"
        )
    for lesson in (first, then, uncalled):
        session = lesson.session
        session.state, session.rolled_at = "ended", session.planned_start
        session.started_at, session.ended_at = session.planned_start, session.planned_end
        session.save()
    plain = judged(school)
    monkeypatch.setattr(facts, "MANY", 0)
    assert isinstance(whole_term(school, term_of(first.school).pk).presence, PresenceColumns)
    assert judged(school) == plain
    rules = {found.rule for found in plain.found.values()}
    assert {"unattended", "release-not-recorded", "attended-without-consent", "roll-call-missing"} <= rules, rules
    for name in [name for name in sys.modules if name.startswith(COLUMNS)]:
        monkeypatch.setitem(sys.modules, name, None)  # as where the extra `fast` is not installed: nobody can import it
    assert isinstance(whole_term(school, term_of(first.school).pk).presence, tuple)
    assert judge_terms.run(moment(0, 5, on=WEDNESDAY + timedelta(days=1))) == 1
    assert set(Finding.objects.values_list("key", flat=True)) == set(plain.found)
