"""Families are asked widely (八.3a); their answer is theirs until the clock closes the survey."""

from datetime import date, datetime, timedelta

import pytest

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import by_system
from kehou.kernel.clock import LOCAL
from kehou.kernel.models import OutboxMessage
from kehou.voice import queries as voice
from kehou.voice.actions.answer_survey import answer_survey
from kehou.voice.actions.close_survey import close_survey
from kehou.voice.actions.extend_survey import extend_survey
from kehou.voice.actions.open_survey import open_survey
from kehou.voice.actions.record_holiday_decision import record_holiday_decision
from kehou.voice.models import Answer, Survey
from tests.make.people import act_of, make_guardian, make_officer, make_pupil, make_school, term_of
from tests.make.voice import CLOSES, OPENS, make_answer, make_survey

pytestmark = pytest.mark.django_db
MID = OPENS + timedelta(days=2)


@pytest.fixture
def school():
    return make_school()


def _open(school, at=OPENS, **more):
    ids = {"school_id": school.pk, "term_id": term_of(school).pk}
    more = {"title": "秋季学期课后服务需求", "closes_at": CLOSES} | more
    return open_survey(act_of(make_officer("coordinator", school), at), **ids, **more)


@pytest.mark.clause("八.3a")
def test_opening_invites_every_pupil_on_the_roll_and_tells_their_guardians(school) -> None:
    pupils = [make_pupil(school) for _ in range(3)]
    guardian = make_guardian(pupils[0])
    make_pupil(make_school("河畔小学"))
    assert Survey.objects.get(pk=_open(school)).invited == 3
    assert OutboxMessage.objects.get().account_id == guardian.pk


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"title": " "}, "survey_untitled"),
        ({"closes_at": OPENS}, "closes_too_soon"),
        ({"kind": "holiday"}, "period_missing"),
    ],
)
def test_a_survey_that_nobody_could_answer_is_refused(school, more, code) -> None:
    make_pupil(school)
    with pytest.raises(Refusal, match=code):
        _open(school, **more)


def test_an_empty_roll_and_a_second_survey_are_refused(school) -> None:
    with pytest.raises(Refusal, match="nobody_to_ask"):
        _open(school)
    make_pupil(school)
    _open(school)
    with pytest.raises(Refusal, match="asked_already"):
        _open(school)


@pytest.mark.clause("八.3a")
def test_a_guardian_answers_and_may_change_it_until_it_closes(school) -> None:
    child = make_pupil(school)
    guardian, survey = make_guardian(child), make_survey(school)
    call = {"survey_id": survey.pk, "child_id": child.pk}
    answer_survey(
        act_of(guardian, MID), **call, wants=True, weekdays=["wed", "mon"], kinds=["reading"], remark="想学棋"
    )
    answer_survey(act_of(guardian, CLOSES - timedelta(seconds=1)), **call, wants=False, weekdays=["mon"])
    row = Answer.objects.get()
    assert (row.wants, row.weekdays, row.kinds, row.remark) == (False, [], [], "")
    with pytest.raises(Refusal, match="survey_closed"):
        answer_survey(act_of(guardian, CLOSES), **call, wants=True, weekdays=["mon"])


def test_before_it_opens_nobody_answers(school) -> None:
    child = make_pupil(school)
    call = {"survey_id": make_survey(school, opens_at=MID).pk, "child_id": child.pk, "wants": False}
    with pytest.raises(Refusal, match="survey_not_open"):
        answer_survey(act_of(make_guardian(child), MID - timedelta(seconds=1)), **call)
    assert answer_survey(act_of(make_guardian(child), MID), **call)


@pytest.mark.invariant("I15")
def test_only_a_guardian_answers_for_a_child_and_only_in_its_own_school(school) -> None:
    child, other = make_pupil(school), make_pupil(make_school("河畔小学"))
    survey, guardian, stranger = make_survey(school), make_guardian(child), make_guardian(other)
    for account in (stranger, make_officer("coordinator", school)):
        with pytest.raises(NotYours):
            answer_survey(act_of(account, MID), survey_id=survey.pk, child_id=child.pk, wants=False)
    with pytest.raises(NotYours):
        answer_survey(act_of(stranger, MID), survey_id=survey.pk, child_id=other.pk, wants=False)
    with pytest.raises(NotYours):
        voice.survey_of_child(act_of(stranger, MID), child_id=child.pk, survey_id=survey.pk)
    assert voice.survey_of_child(act_of(guardian, MID), child_id=child.pk, survey_id=survey.pk).answer is None


@pytest.mark.clause("附.6")
def test_nobody_is_asked_to_wish_for_new_lessons(school) -> None:
    child = make_pupil(school)
    call = {"survey_id": make_survey(school).pk, "child_id": child.pk, "wants": True, "weekdays": ["mon"]}
    with pytest.raises(Refusal, match="answer_unreadable"):
        answer_survey(act_of(make_guardian(child), MID), **call, kinds=["new_lesson"])
    with pytest.raises(Refusal, match="weekdays_missing"):
        answer_survey(act_of(make_guardian(child), MID), **call | {"weekdays": []})


@pytest.mark.clause("八.3a")
def test_the_result_becomes_the_plans_survey_once_it_is_closed(school) -> None:
    survey = make_survey(school, invited=4)
    for grade, wants in ((3, True), (3, False), (4, False)):
        make_answer(survey, make_pupil(school, grade=grade), wants=wants)
    make_pupil(school, grade=5)
    term = term_of(school).pk
    assert "closed" not in voice.survey_part(school.pk, term)
    assert voice.due_to_close(CLOSES - timedelta(seconds=1)) == []
    assert voice.due_to_close(CLOSES) == [survey.pk]
    close_survey(by_system("close_surveys", CLOSES + timedelta(minutes=3)), survey_id=survey.pk)
    # Nobody of grade 5 answered: that is not "nobody wants it".
    assert voice.survey_part(school.pk, term) == {
        "opened": "2026-08-20", "closed": "2026-08-27", "invited": 4, "answered": 3, "wanting": {"3": 1, "4": 0},
    }  # fmt: skip
    assert voice.due_to_close(CLOSES) == []


def test_where_nobody_was_asked_there_is_no_survey_part(school) -> None:
    assert voice.survey_part(school.pk, term_of(school).pk) is None


def test_results_show_response_by_class_and_wishes(school, django_assert_max_num_queries) -> None:
    survey = make_survey(school)
    first, second = make_pupil(school, grade=4, class_no=1), make_pupil(school, grade=4, class_no=2)
    make_pupil(school, grade=4, class_no=2)
    make_answer(survey, first, weekdays=["mon", "tue"], kinds=["reading"], remark="希望 18 点以后也有人")
    make_answer(survey, second, wants=False)
    act = act_of(make_officer("coordinator", school), MID)
    with django_assert_max_num_queries(8):
        found = voice.results(act, survey_id=survey.pk)
    assert [(c.class_no, c.invited, c.answered, c.wanting) for c in found.classes] == [(1, 1, 1, 1), (2, 2, 1, 0)]
    assert (found.invited, found.answered, found.wanting) == (3, 2, 1)
    assert found.weekdays == {"mon": 1, "tue": 1} and found.kinds == {"reading": 1}
    assert found.remarks == ((4, "希望 18 点以后也有人"),)


def test_more_time_can_be_given_and_none_taken_away(school) -> None:
    survey = make_survey(school)
    act = act_of(make_officer("coordinator", school), MID)
    with pytest.raises(Refusal, match="closes_too_soon"):
        extend_survey(act, survey_id=survey.pk, closes_at=CLOSES - timedelta(days=1))
    extend_survey(act, survey_id=survey.pk, closes_at=CLOSES + timedelta(days=1))
    assert voice.due_to_close(CLOSES) == []
    late = act_of(make_officer("coordinator", school), CLOSES + timedelta(days=2))
    with pytest.raises(Refusal, match="survey_closed"):
        extend_survey(late, survey_id=survey.pk, closes_at=CLOSES + timedelta(days=3))


@pytest.mark.clause("六.3")
def test_holiday_care_is_decided_after_the_survey_closed_and_not_before(school) -> None:
    make_pupil(school)
    term = term_of(school).pk
    survey = _open(school, kind="holiday", period="winter", title="寒假托管意愿")
    act = act_of(make_officer("coordinator", school), datetime(2026, 8, 30, 9, 0, tzinfo=LOCAL))
    with pytest.raises(Refusal, match="survey_open"):
        record_holiday_decision(act, survey_id=survey, decided=date(2026, 8, 28))
    assert voice.holiday_survey_rows(school.pk, term) == ()
    close_survey(by_system("close_surveys", CLOSES), survey_id=survey)
    for decided, code in ((date(2026, 8, 26), "decided_before_closing"), (date(2026, 8, 31), "decided_later")):
        with pytest.raises(Refusal, match=code):
            record_holiday_decision(act, survey_id=survey, decided=decided)
    record_holiday_decision(act, survey_id=survey, decided=date(2026, 8, 27))
    [row] = voice.holiday_survey_rows(school.pk, term)
    assert (row.period, row.closed, row.invited, row.wanting) == ("winter", date(2026, 8, 27), 1, 0)
    assert row.committee_decided == date(2026, 8, 27)
