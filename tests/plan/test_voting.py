"""The parents' committee decides (八.3b): quorum, majority, deadline, and what becomes of the plan."""

from datetime import date, timedelta
from shutil import copytree

import pytest

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import by_system
from kehou.kernel.models import OutboxMessage
from kehou.org.law import CITY_PACKS
from kehou.plan.actions.call_off_meeting import call_off_meeting
from kehou.plan.actions.cast_vote import cast_vote
from kehou.plan.actions.close_meeting import close_meeting
from kehou.plan.actions.open_meeting import open_meeting
from kehou.plan.actions.save_part import save_part
from kehou.plan.actions.submit_plan import submit_plan
from kehou.plan.judging import judge_document
from kehou.plan.meetings import Count, count_of, quorum_of
from kehou.plan.models import Meeting, PlanVersion, Vote
from kehou.policy.pack import PACKS_FOLDER, load_packs
from kehou.policy.parameters import Share
from tests.make.people import act_of, give_role, make_account
from tests.make.plan import WRITTEN_AT, decide, make_plan_cast, make_version, promise

pytestmark = pytest.mark.django_db
CLOSES = WRITTEN_AT + timedelta(days=2)
FIRST_DAY = date(2026, 8, 31)  # of the term
FIGURES = load_packs(CITY_PACKS).params(WRITTEN_AT.date())


@pytest.fixture
def cast():
    return make_plan_cast()


def _open(cast, version_id, *, agenda="审议实施方案", closes_at=CLOSES, at=WRITTEN_AT):
    return open_meeting(
        act_of(cast.coordinator, at),
        school_id=cast.school.pk,
        version_id=version_id,
        agenda=agenda,
        closes_at=closes_at,
    )


def _vote(cast, meeting, member, choice, *, remark="", at=WRITTEN_AT):
    return cast_vote(act_of(member, at), school_id=cast.school.pk, meeting_id=meeting, choice=choice, remark=remark)


def _close(cast, meeting, at=CLOSES):
    return close_meeting(by_system("close_meetings", at), school_id=cast.school.pk, meeting_id=meeting)


@pytest.mark.clause("八.3b")
@pytest.mark.parametrize(
    ("members", "present", "votes_for", "passed"),
    [
        (11, 6, 4, True),  # exactly the quorum is enough
        (11, 5, 5, False),  # one short of it
        (11, 8, 4, False),  # exactly half for is not
        (11, 8, 5, True),
        (10, 6, 4, True),  # half the members rounded down, plus one
        (10, 5, 5, False),
        (1, 1, 1, True),
        (1, 0, 0, False),
    ],
)
def test_a_vote_needs_the_quorum_and_more_than_half_of_those_present(members, present, votes_for, passed):
    quorum, half = quorum_of(members, None, FIGURES), Share(1, 2, passed=True)
    count = Count(members, quorum, present, votes_for, present - votes_for, 0, half)
    assert count.is_passed is passed


def test_a_stated_quorum_counts_only_where_it_asks_for_more():
    assert quorum_of(11, 8, FIGURES) == 8
    assert quorum_of(11, 3, FIGURES) == 6


@pytest.mark.clause("八.3b")
def test_a_city_that_asks_for_two_thirds_gets_them():
    two_thirds = Share(2, 3, passed=False)
    assert [Count(9, 5, 9, votes_for, 9 - votes_for, 0, two_thirds).is_passed for votes_for in (5, 6)] == [False, True]
    assert "赞成的要不少于到会人数的 2/3" in Count(9, 5, 9, 5, 4, 0, two_thirds).says


@pytest.fixture
def law_from(tmp_path, monkeypatch):
    """The city's law with a committee of two thirds from a day on, under a name of its own."""

    def changed(day: date) -> str:
        pack = tmp_path / "stricter-2026-1"
        copytree(PACKS_FOLDER / "wuhai-2021-92", pack)
        for file, old, new in (
            (pack / "pack.yaml", "id: wuhai-2021-92", "id: stricter-2026-1"),
            (
                pack / "clauses" / "ba3b.yaml",
                "  committee_majority:",
                f"    - {{value: at least 2/3, unit: share of the members who are present, valid_from: {day}, source: 八.3}}\n"
                "  committee_majority:",
            ),
        ):
            file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        with (pack / "clauses" / "ba3b.yaml").open("a", encoding="utf-8") as majority:
            majority.write(
                f"    - {{value: at least 2/3, unit: share of those present who are for it, valid_from: {day}, source: 八.3}}\n"
            )
        monkeypatch.setenv("KEHOU_PACKS", str(tmp_path))
        return pack.name

    return changed


@pytest.mark.clause("八.3b")
@pytest.mark.parametrize(
    ("changes", "at", "quorum"),
    [
        (
            FIRST_DAY,
            WRITTEN_AT,
            4,
        ),  # new law before the term: it holds for the term's plan although the meeting is earlier
        (FIRST_DAY + timedelta(days=1), WRITTEN_AT, 3),
        (FIRST_DAY + timedelta(days=1), WRITTEN_AT + timedelta(days=30), 3),  # in mid-term: it counts from the next one
    ],
)
def test_a_vote_is_counted_by_the_law_that_judges_it_whatever_the_day_of_the_meeting(
    cast, law_from, changes, at, quorum
):
    """One law, one day: of the packs the plan names, on the term's first day (rulebook §1)."""
    version = make_version(cast, policy=law_from(changes), committee={"members": 5})
    meeting = _open(cast, version, at=at, closes_at=at + timedelta(days=1))
    for member, choice in zip(cast.members, ("for", "for", "for", "against", "against"), strict=True):
        _vote(cast, meeting, member, choice, at=at)
    decided, row = Meeting.objects.get(pk=meeting), PlanVersion.objects.get(pk=version)
    found = judge_document(
        row.document, school_id=row.school_id, district_id=row.district_id, term_id=row.term_id, today=at.date()
    )
    invalid = any(problem.rule == "committee-vote-invalid" for problem in found.problems)
    assert (decided.quorum, decided.passed, count_of(decided).is_passed, invalid) == (
        quorum, quorum == 3, quorum == 3, quorum == 4,
    )  # fmt: skip


@pytest.mark.clause("八.3b")
def test_when_all_have_voted_the_meeting_closes_and_enters_the_plan_with_its_opinion(cast):
    version = make_version(cast)
    meeting = _open(cast, version)
    for member in cast.members[:3]:
        assert _vote(cast, meeting, member, "for") == "open"
    assert _vote(cast, meeting, cast.members[3], "against", remark="收费偏高。") == "open"
    assert _vote(cast, meeting, cast.members[4], "abstain", remark="建议加乒乓球") == "closed"
    row = PlanVersion.objects.get(pk=version)
    assert row.state == "decided"
    assert row.document["committee"] == {
        "members": 5,
        "quorum": 3,
        "meetings": [
            {
                "date": "2026-08-24", "agenda": "审议实施方案", "present": 5, "for": 3, "against": 1, "abstain": 1,
                "opinion": "同意。收费偏高；建议加乒乓球",
            }
        ],
    }  # fmt: skip


def test_a_vote_can_be_changed_until_the_meeting_closes(cast):
    meeting = _open(cast, make_version(cast))
    _vote(cast, meeting, cast.members[0], "for")
    _vote(cast, meeting, cast.members[0], "against", at=CLOSES - timedelta(seconds=1))
    assert Vote.objects.get(meeting=meeting).choice == "against"
    with pytest.raises(Refusal) as refusal:
        _vote(cast, meeting, cast.members[0], "for", at=CLOSES)
    assert refusal.value.code == "meeting_over"


def test_the_clock_closes_a_meeting_and_a_failed_vote_leaves_a_draft(cast):
    version = make_version(cast)
    meeting = _open(cast, version)
    for member in cast.members[:2]:
        _vote(cast, meeting, member, "for")
    assert _close(cast, meeting) is False
    row = PlanVersion.objects.get(pk=version)
    assert row.state == "draft" and row.document["committee"]["meetings"][0]["present"] == 2
    assert "2 人投票，不到 3 人" in OutboxMessage.objects.get(kind="plan_meeting_closed").body


def test_a_later_vote_heals_a_failed_one(cast):
    version = make_version(cast)
    meeting = _open(cast, version)
    _vote(cast, meeting, cast.members[0], "for")
    _close(cast, meeting)
    decide(cast, version, CLOSES)
    assert len(PlanVersion.objects.get(pk=version).document["committee"]["meetings"]) == 2
    submit_plan(act_of(cast.coordinator, CLOSES), school_id=cast.school.pk, version_id=version)


def test_nobody_closes_a_meeting_before_its_time(cast):
    meeting = _open(cast, make_version(cast))
    with pytest.raises(Refusal) as refusal:
        _close(cast, meeting, CLOSES - timedelta(minutes=1))
    assert refusal.value.code == "meeting_still_open"


def test_closing_twice_gives_the_same_answer_once(cast):
    version = make_version(cast)
    meeting = decide(cast, version)
    assert _close(cast, meeting) is True
    assert len(PlanVersion.objects.get(pk=version).document["committee"]["meetings"]) == 1


def test_only_members_of_the_day_it_opened_vote(cast):
    meeting = _open(cast, make_version(cast))
    with pytest.raises(NotYours):
        _vote(cast, meeting, cast.coordinator, "for")
    newcomer = make_account("新委员")
    role = give_role(newcomer, "committee", school=cast.school)
    role.since = WRITTEN_AT + timedelta(hours=1)
    role.save()
    with pytest.raises(Refusal) as refusal:
        _vote(cast, meeting, newcomer, "for", at=WRITTEN_AT + timedelta(hours=2))
    assert refusal.value.code == "joined_later"


def test_a_vote_without_a_choice_is_no_vote(cast):
    meeting = _open(cast, make_version(cast))
    with pytest.raises(Refusal) as refusal:
        _vote(cast, meeting, cast.members[0], "")
    assert refusal.value.fields == {"choice": "请选一项"}


def test_members_are_told_once(cast):
    _open(cast, make_version(cast))
    told = OutboxMessage.objects.filter(kind="plan_meeting_opened").values_list("account_id", flat=True)
    assert sorted(told) == sorted(member.pk for member in cast.members)


def test_the_plan_cannot_change_while_it_is_voted_on(cast):
    version = make_version(cast)
    _open(cast, version)
    with pytest.raises(Refusal) as refusal:
        save_part(
            act_of(cast.coordinator, WRITTEN_AT),
            school_id=cast.school.pk, version_id=version, part="duties", content={"duties": []}, revision=99,
        )  # fmt: skip
    assert refusal.value.code == "plan_being_voted_on"


def test_a_meeting_is_not_opened_over_a_blocking_problem_but_over_its_own_absence(cast):
    fees = {**promise()["fees"], "term_cap": {"primary": "900.00"}}
    version = make_version(cast, fees=fees)
    with pytest.raises(Refusal) as refusal:
        _open(cast, version)
    assert refusal.value.code == "problems_before_meeting" and refusal.value.clause == "二.2"
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(("change", "field"), [({"agenda": " "}, "agenda"), ({"closes_at": WRITTEN_AT}, "closes_at")])
def test_a_meeting_needs_an_agenda_and_a_deadline_ahead(cast, change, field):
    with pytest.raises(Refusal) as refusal:
        _open(cast, make_version(cast), **change)
    assert field in refusal.value.fields


@pytest.mark.clause("附.8")
def test_without_a_committee_there_is_no_meeting():
    cast = make_plan_cast("没有家委会的小学", members=0)
    version = make_version(cast, committee={"members": 5, "quorum": 3})
    with pytest.raises(Refusal) as refusal:
        _open(cast, version)
    assert refusal.value.code == "no_committee"


def test_a_quorum_nobody_can_reach_is_refused_before_anyone_votes(cast):
    version = make_version(cast, committee={"members": 5, "quorum": 9})
    with pytest.raises(Refusal) as refusal:
        _open(cast, version)
    assert refusal.value.code == "quorum_above_members"


def test_what_is_decided_already_is_not_voted_on_again(cast):
    version = make_version(cast)
    decide(cast, version)
    with pytest.raises(Refusal) as refusal:
        _open(cast, version)
    assert refusal.value.code == "already_decided"


def test_a_called_off_meeting_leaves_no_trace_in_the_plan_and_says_why(cast):
    version = make_version(cast)
    meeting = _open(cast, version)
    _vote(cast, meeting, cast.members[0], "for")
    call_off_meeting(
        act_of(cast.coordinator, WRITTEN_AT), school_id=cast.school.pk, meeting_id=meeting, reason="收费写错了"
    )
    row = PlanVersion.objects.get(pk=version)
    assert row.state == "draft" and "meetings" not in row.document["committee"]
    assert OutboxMessage.objects.get(kind="plan_meeting_called_off").account_id == cast.members[0].pk
    with pytest.raises(Refusal):
        _vote(cast, meeting, cast.members[1], "for")
