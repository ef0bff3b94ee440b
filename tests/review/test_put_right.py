"""What becomes of a finding when the record it stands on is put right: it says so, and keeps what was found then."""

from datetime import timedelta
from typing import Any

import pytest

from kehou.day.actions.correct_duty import correct_duty
from kehou.day.models import Duty, DutyCorrection, Presence, Session
from kehou.jobs import judge_terms, scan_day
from kehou.review.actions.answer_finding import answer_finding
from kehou.review.models import Finding
from kehou.review.queries.findings import finding_case
from tests.make.day import WEDNESDAY, Afternoon, make_afternoon, moment
from tests.make.people import act_of, give_role, make_account, make_officer

pytestmark = [pytest.mark.django_db, pytest.mark.clause("附.11")]
EVENING = moment(18, 30)
WITHIN = timedelta(seconds=scan_day.EVERY_SECONDS)


@pytest.fixture
def alone() -> Afternoon:
    """Three children were there until ten past five; their teacher's record says twenty to."""
    made = make_afternoon()
    made.sign_in()
    made.call_roll()
    Presence.objects.update(out_at=moment(17, 10), released_to="guardian")
    Duty.objects.update(out_at=moment(16, 40))
    Session.objects.update(state="ended", ended_at=moment(17, 10))
    scan_day.run(EVENING)
    return made


def correct(made: Afternoon, until: Any, at: Any) -> None:
    leader = make_officer("duty_leader", made.school)
    duty = Duty.objects.get(session=made.session)
    correct_duty(
        act_of(leader, at), session_id=made.session.pk, duty_id=duty.pk, in_at=moment(16, 5), out_at=until, reason="漏签",
    )  # fmt: skip


def found() -> Finding:
    return Finding.objects.get(rule="unattended")


def told(row: Finding) -> tuple[Any, ...]:
    return (row.says, row.evidence, row.date, row.opened_at, row.answer)


def test_a_corrected_record_leaves_the_finding_with_what_was_found_then(alone: Afternoon) -> None:
    before = told(found())
    assert found().gone_at is None and "16:40" in found().says
    later = EVENING + timedelta(days=1)
    correct(alone, moment(17, 12), later)
    assert found().gone_at is None
    scan_day.run(later + WITHIN)  # the lesson's own day, though it was yesterday
    assert found().gone_at == later + WITHIN and told(found()) == before
    assert scan_day.run(later + 2 * WITHIN) == 0  # once
    judge_terms.run(later + timedelta(hours=6))
    assert found().gone_at == later + WITHIN and told(found()) == before
    correction = DutyCorrection.objects.get()
    assert correction.out_before == moment(16, 40)  # the record that was judged is still on record
    officer = make_account("郝志刚")
    give_role(officer, "district_officer", district=alone.school.district)
    case = finding_case(act_of(officer, later + timedelta(days=1)), finding_id=found().pk)
    assert case.line.gone and case.gone_at == later + WITHIN and case.line.says == before[0]


def test_at_the_latest_the_night_sees_it(alone: Afternoon) -> None:
    """The worker did not run when it was corrected."""
    before = told(found())
    correct(alone, moment(17, 12), EVENING + timedelta(hours=1))
    night = moment(0, 5, on=WEDNESDAY + timedelta(days=1))
    judge_terms.run(night)
    assert found().gone_at == night and told(found()) == before


def test_what_the_school_answered_stands_also_when_the_record_says_less(alone: Afternoon) -> None:
    """Half a correction: while nobody has answered the finding says what is true now; an answer keeps what it answers."""
    correct(alone, moment(17), EVENING)
    scan_day.run(EVENING + WITHIN)
    assert found().gone_at is None and "17:00" in found().says and "16:40" not in found().says
    principal = make_officer("principal", alone.school)
    answer_finding(act_of(principal, EVENING), finding_id=found().pk, answer="老师提前离开，已约谈")
    before = told(found())
    Duty.objects.update(out_at=moment(17, 5))
    judge_terms.run(moment(0, 5, on=WEDNESDAY + timedelta(days=1)))
    assert found().gone_at is None and told(found()) == before


def test_a_correction_that_shows_a_fault_is_a_finding_within_the_minute(alone: Afternoon) -> None:
    correct(alone, moment(17, 12), EVENING)
    scan_day.run(EVENING + WITHIN)
    assert found().gone_at is not None
    Duty.objects.update(out_at=moment(16, 30))  # what another correction writes
    correct(alone, moment(16, 45), EVENING + 2 * WITHIN)
    scan_day.run(EVENING + 3 * WITHIN)
    assert found().gone_at is None and found().state == "open"
