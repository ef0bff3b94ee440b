"""The parents' committee asks the school, and everybody of it reads the answer (八.3b)."""

from datetime import timedelta

import pytest

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.models import OutboxMessage
from kehou.plan.actions.answer_question import answer_question
from kehou.plan.actions.ask_school import MOST_WAITING, ask_school
from kehou.plan.models import Question
from kehou.plan.queries.committee import committee_plan, questions
from tests.make.people import act_of, give_role, make_account
from tests.make.plan import WRITTEN_AT, decide, make_plan_cast, make_version

pytestmark = [pytest.mark.django_db, pytest.mark.clause("八.3b")]


@pytest.fixture
def cast():
    return make_plan_cast()


def _ask(cast, text="冬天几点接孩子？", *, member=0, **more):
    return ask_school(act_of(cast.members[member], WRITTEN_AT), school_id=cast.school.pk, text=text, **more)


def test_the_office_is_told_and_the_whole_committee_reads_the_answer(cast):
    question = _ask(cast)
    assert OutboxMessage.objects.get(account_id=cast.coordinator.pk).kind == "committee_asked"
    answer_question(act_of(cast.coordinator, WRITTEN_AT), question_id=question, answer="11月起 17:30。")
    told = OutboxMessage.objects.filter(kind="committee_answered").values_list("account_id", flat=True)
    assert set(told) == {member.pk for member in cast.members}
    read = questions(act_of(cast.members[4], WRITTEN_AT), school_id=cast.school.pk)
    assert [(line.text, line.answer, line.own) for line in read] == [("冬天几点接孩子？", "11月起 17:30。", False)]


def test_no_message_holds_what_was_asked_or_who_asked(cast):
    _ask(cast)
    letter = OutboxMessage.objects.get()
    assert "几点" not in letter.title + letter.body and cast.members[0].name not in letter.title + letter.body


def test_what_waits_stands_first_and_a_vote_shows_its_own(cast):
    meeting = decide(cast, make_version(cast))
    answered = _ask(cast, "关于这次表决的问题", meeting_id=meeting)
    answer_question(act_of(cast.coordinator, WRITTEN_AT), question_id=answered, answer="好的，照办。")
    waiting = _ask(cast, "别的问题别的问题")
    act = act_of(cast.members[1], WRITTEN_AT)
    assert [line.id for line in questions(act, school_id=cast.school.pk)] == [waiting, answered]
    assert [line.id for line in questions(act, school_id=cast.school.pk, meeting_id=meeting)] == [answered]


def test_only_the_committee_of_the_school_asks_and_only_its_office_answers(cast):
    other = make_plan_cast("河东小学")
    question = _ask(cast)
    with pytest.raises(NotYours):
        ask_school(act_of(other.members[0], WRITTEN_AT), school_id=cast.school.pk, text="隔壁学校的问题")
    with pytest.raises(NotYours):
        _ask(cast, "别的学校的表决", meeting_id=decide(other, make_version(other)))
    for account in (cast.members[0], other.coordinator, cast.officer):
        with pytest.raises(NotYours):
            answer_question(act_of(account, WRITTEN_AT), question_id=question, answer="不该由我回答")
    with pytest.raises(NotYours):
        questions(act_of(cast.officer, WRITTEN_AT), school_id=cast.school.pk)


def test_a_question_is_refused_in_this_order(cast):
    for text, code in (("  ", "question_empty"), ("问" * 501, "question_too_long")):
        with pytest.raises(Refusal) as refused:
            _ask(cast, text)
        assert refused.value.code == code and "text" in refused.value.fields
    for number in range(MOST_WAITING):
        _ask(cast, f"第{number}个问题吗")
    with pytest.raises(Refusal) as refused:
        _ask(cast)
    assert refused.value.code == "questions_waiting"
    assert _ask(cast, member=1)


def test_an_answer_is_given_once(cast):
    question = _ask(cast)
    act = act_of(cast.coordinator, WRITTEN_AT)
    for answer, code in (("", "reply_missing"), ("答" * 1001, "reply_too_long")):
        with pytest.raises(Refusal) as refused:
            answer_question(act, question_id=question, answer=answer)
        assert refused.value.code == code
    answer_question(act, question_id=question, answer="可以。")
    with pytest.raises(Refusal) as refused:
        answer_question(act, question_id=question, answer="不可以。")
    assert refused.value.code == "question_answered" and Question.objects.get().answer == "可以。"


def test_the_minutes_are_what_was_counted(cast):
    act = act_of(cast.members[0], WRITTEN_AT + timedelta(hours=1))
    assert committee_plan(act, school_id=cast.school.pk).minutes == ()
    decide(cast, make_version(cast))
    minutes = committee_plan(act, school_id=cast.school.pk).minutes[0]
    assert minutes.count.says == "赞成 5，反对 0，弃权 0，通过" and minutes.version_number == 1
    newcomer = make_account()
    give_role(newcomer, "committee", school=make_plan_cast("河东小学").school)
    with pytest.raises(NotYours):
        committee_plan(act_of(newcomer, WRITTEN_AT), school_id=cast.school.pk)
