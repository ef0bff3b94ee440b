"""Two people at the same moment: the last vote is counted once, a version is started once, a filing answered once."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from kehou.ground.refusal import Refusal
from kehou.kernel import lock
from kehou.kernel.act import by_system
from kehou.plan.actions import accept_plan as accepting
from kehou.plan.actions.accept_plan import accept_plan
from kehou.plan.actions.cast_vote import cast_vote
from kehou.plan.actions.close_meeting import close_meeting
from kehou.plan.actions.open_meeting import open_meeting
from kehou.plan.actions.return_plan import return_plan
from kehou.plan.actions.save_part import save_part
from kehou.plan.actions.start_version import start_version
from kehou.plan.actions.submit_plan import submit_plan
from kehou.plan.models import Filing, Meeting, PlanVersion
from tests.make.people import act_of, make_officer
from tests.make.plan import WRITTEN_AT, decide, make_plan_cast, make_version

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def _at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Do all deeds in threads that start together; the answer or the Refusal of each."""
    gate, answers = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place: int, deed: Callable[[], Any]) -> None:
        try:
            gate.wait()
            answers[place] = deed()
        except Refusal as refusal:
            answers[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _refusals(answers: list[Any]) -> list[str]:
    return [answer.code for answer in answers if isinstance(answer, Refusal)]


@pytest.mark.clause("八.3b")
def test_the_last_votes_at_the_same_moment_close_the_meeting_once():
    cast = make_plan_cast()
    version = make_version(cast)
    meeting = open_meeting(
        act_of(cast.coordinator, WRITTEN_AT),
        school_id=cast.school.pk, version_id=version, agenda="审议", closes_at=WRITTEN_AT + timedelta(days=2),
    )  # fmt: skip

    def vote(member):
        return lambda: cast_vote(act_of(member, WRITTEN_AT), school_id=cast.school.pk, meeting_id=meeting, choice="for")

    answers = _at_once(*(vote(member) for member in cast.members))
    assert sorted(answers) == ["closed", "open", "open", "open", "open"]
    document = PlanVersion.objects.get(pk=version).document
    assert [entry["present"] for entry in document["committee"]["meetings"]] == [5]


def test_the_clock_and_a_person_close_a_meeting_once():
    cast = make_plan_cast()
    version = make_version(cast)
    closes = WRITTEN_AT + timedelta(days=2)
    meeting = open_meeting(
        act_of(cast.coordinator, WRITTEN_AT),
        school_id=cast.school.pk, version_id=version, agenda="审议", closes_at=closes,
    )  # fmt: skip
    _at_once(
        lambda: close_meeting(by_system("close_meetings", closes), school_id=cast.school.pk, meeting_id=meeting),
        lambda: close_meeting(act_of(cast.coordinator, closes), school_id=cast.school.pk, meeting_id=meeting),
    )
    assert len(PlanVersion.objects.get(pk=version).document["committee"]["meetings"]) == 1


def test_two_people_start_a_version_at_the_same_moment_and_one_is_told():
    cast = make_plan_cast()
    principal = make_officer("principal", cast.school, "高娃")
    answers = _at_once(
        lambda: start_version(act_of(cast.coordinator, WRITTEN_AT), **cast.ids),
        lambda: start_version(act_of(principal, WRITTEN_AT), **cast.ids),
    )
    assert _refusals(answers) == ["version_still_open"] and PlanVersion.objects.count() == 1


def test_a_save_and_a_meeting_at_the_same_moment_leave_no_vote_on_another_text():
    cast = make_plan_cast()
    version = make_version(cast)
    revision = PlanVersion.objects.get(pk=version).revision
    _at_once(
        lambda: save_part(
            act_of(cast.coordinator, WRITTEN_AT), school_id=cast.school.pk, version_id=version, part="safeguards",
            content={"safeguards": ["改了"]}, revision=revision,
        ),
        lambda: open_meeting(
            act_of(make_officer("principal", cast.school), WRITTEN_AT), school_id=cast.school.pk, version_id=version,
            agenda="审议", closes_at=WRITTEN_AT + timedelta(days=1),
        ),
    )  # fmt: skip
    from kehou.plan.documents import promise_digest

    meeting = Meeting.objects.filter(closed_at=None).first()
    if meeting:
        assert meeting.covers == promise_digest(PlanVersion.objects.get(pk=version).document)


def _submitted():
    cast = make_plan_cast()
    version = make_version(cast)
    decide(cast, version)
    filing = submit_plan(act_of(cast.coordinator, WRITTEN_AT), school_id=cast.school.pk, version_id=version)
    return cast, version, filing


def _both_answers(cast, filing):
    reasons = [{"path": "duties", "says": "写清楚"}]
    act = act_of(cast.officer, WRITTEN_AT)
    return _at_once(
        lambda: accept_plan(act, school_id=cast.school.pk, filing_id=filing),
        lambda: return_plan(act, school_id=cast.school.pk, filing_id=filing, reasons=reasons),
    )


@pytest.mark.clause("八.1")
def test_accepting_and_returning_at_the_same_moment_gives_one_answer():
    cast, version, filing = _submitted()
    answers = _both_answers(cast, filing)
    assert _refusals(answers) == ["filing_answered"]
    state = PlanVersion.objects.get(pk=version).state
    assert (Filing.objects.get().state, state) in (("accepted", "filed"), ("returned", "returned"))


def test_without_the_lock_a_filing_is_answered_twice(monkeypatch):
    """The negative control: both officers have read "pending" before either writes."""
    cast, _, filing = _submitted()
    if connection.vendor == "sqlite":
        pytest.skip("on SQLite the one writer is the lock: the second transaction waits before it reads")
    gate = threading.Barrier(2, timeout=5)

    def unlocked(model, pk):
        row = model._default_manager.get(pk=pk)
        if model is Filing:
            gate.wait()
        return row

    assert accepting.lock_pending.__module__ == "kehou.plan.filings"
    monkeypatch.setattr("kehou.plan.filings.lock_row", unlocked)
    monkeypatch.setattr("kehou.plan.versions.lock_row", unlocked)
    assert lock.lock_row is not unlocked
    assert _refusals(_both_answers(cast, filing)) == []
