"""File and publish: what the district gets, answers, and what stands afterwards (八.1, 八.5b)."""

from datetime import date, datetime, timedelta

import pytest

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.clock import LOCAL
from kehou.kernel.models import OutboxMessage
from kehou.org.queries import TermInfo
from kehou.plan import queries
from kehou.plan.actions.accept_plan import accept_plan
from kehou.plan.actions.publish_plan import publish_plan
from kehou.plan.actions.return_plan import return_plan
from kehou.plan.actions.save_part import save_part
from kehou.plan.actions.start_version import start_version
from kehou.plan.actions.submit_plan import submit_plan
from kehou.plan.deadlines import filing_deadline
from kehou.plan.documents import digest_of
from kehou.plan.models import Filing, PlanVersion
from kehou.plan.queries.district import filings
from kehou.plan.queries.editor import draft
from tests.make.people import act_of, give_role, make_account, make_district, make_school
from tests.make.plan import WRITTEN_AT, decide, file, make_filed_plan, make_plan_cast, make_version, promise

pytestmark = pytest.mark.django_db
LATER = WRITTEN_AT + timedelta(days=30)


@pytest.fixture
def cast():
    return make_plan_cast()


def _submit(cast, version, at=WRITTEN_AT):
    return submit_plan(act_of(cast.coordinator, at), school_id=cast.school.pk, version_id=version)


@pytest.mark.clause("八.3b")
def test_nothing_is_filed_without_the_committee(cast):
    with pytest.raises(Refusal) as refusal:
        _submit(cast, make_version(cast))
    assert refusal.value.code == "not_decided" and refusal.value.clause == "八.3b"
    assert not Filing.objects.exists()


def test_a_submitted_plan_reaches_the_districts_officers(cast):
    version = make_version(cast)
    decide(cast, version)
    _submit(cast, version)
    message = OutboxMessage.objects.get(kind="plan_submitted")
    assert message.account_id == cast.officer.pk and "第1版" in message.title


@pytest.mark.clause("八.1")
def test_an_accepted_plan_is_filed_with_the_day_it_was_handed_in(cast):
    version = make_version(cast)
    decide(cast, version)
    filing = _submit(cast, version)
    accept_plan(act_of(cast.officer, WRITTEN_AT + timedelta(days=9)), school_id=cast.school.pk, filing_id=filing)
    row = PlanVersion.objects.get(pk=version)
    assert row.state == "filed" and row.document["filed"] == "2026-08-24"
    assert row.digest == digest_of(row.document)


def test_a_returned_plan_carries_its_reasons_at_the_fields_and_can_be_changed_and_handed_in_again(cast):
    version = make_version(cast)
    decide(cast, version)
    filing = _submit(cast, version)
    reasons = [{"path": "fees.refund", "says": "退费日期请写明"}, {"path": "duties", "says": " "}]
    return_plan(act_of(cast.officer, WRITTEN_AT), school_id=cast.school.pk, filing_id=filing, reasons=reasons)
    seen = draft(act_of(cast.coordinator, WRITTEN_AT), school_id=cast.school.pk, version_id=version)
    assert [(r.path, r.says) for r in seen.reasons] == [("fees.refund", "退费日期请写明")]
    assert seen.version.state == "returned" and seen.version.is_open

    fees = {**promise()["fees"], "refund": "没参加的天不收，次月10日前退回"}
    save_part(
        act_of(cast.coordinator, WRITTEN_AT),
        school_id=cast.school.pk, version_id=version, part="fees", content={"fees": fees},
        revision=seen.version.revision,
    )  # fmt: skip
    with pytest.raises(Refusal) as refusal:
        _submit(cast, version)
    assert refusal.value.code == "not_decided", "a changed promise is voted on again"
    decide(cast, version)
    accept_plan(act_of(cast.officer, WRITTEN_AT), school_id=cast.school.pk, filing_id=_submit(cast, version))
    assert PlanVersion.objects.get(pk=version).state == "filed"


def test_returning_needs_a_reason(cast):
    version = make_version(cast)
    decide(cast, version)
    with pytest.raises(Refusal) as refusal:
        return_plan(
            act_of(cast.officer, WRITTEN_AT), school_id=cast.school.pk, filing_id=_submit(cast, version), reasons=[]
        )
    assert refusal.value.code == "no_reason"


def test_a_filing_is_answered_once(cast):
    version = make_version(cast)
    decide(cast, version)
    filing = _submit(cast, version)
    act = act_of(cast.officer, WRITTEN_AT)
    accept_plan(act, school_id=cast.school.pk, filing_id=filing)
    for again in (
        lambda: accept_plan(act, school_id=cast.school.pk, filing_id=filing),
        lambda: return_plan(act, school_id=cast.school.pk, filing_id=filing, reasons=[{"path": "", "says": "x"}]),
    ):
        with pytest.raises(Refusal) as refusal:
            again()
        assert refusal.value.code == "filing_answered"


def test_another_districts_officer_and_the_school_itself_cannot_accept(cast):
    version = make_version(cast)
    decide(cast, version)
    filing = _submit(cast, version)
    stranger = make_account("别区")
    give_role(stranger, "district_officer", district=make_district("150304", "乌达区"))
    for account in (stranger, cast.coordinator):
        with pytest.raises(NotYours):
            accept_plan(act_of(account, WRITTEN_AT), school_id=cast.school.pk, filing_id=filing)


def test_a_filing_cannot_be_accepted_under_another_schools_name(cast):
    version = make_version(cast)
    decide(cast, version)
    filing = _submit(cast, version)
    other = make_school("河东小学", district=cast.school.district)
    with pytest.raises(NotYours):
        accept_plan(act_of(cast.officer, WRITTEN_AT), school_id=other.pk, filing_id=filing)


@pytest.mark.clause("附.1")
def test_a_later_version_keeps_the_first_filing_day_and_every_vote(cast):
    make_filed_plan(cast)
    second = start_version(act_of(cast.coordinator, LATER), **cast.ids, title="冬季时间调整")
    windows = [{**promise()["windows"][0], "end": "18:20"}]
    save_part(
        act_of(cast.coordinator, LATER),
        school_id=cast.school.pk, version_id=second, part="windows", content={"windows": windows}, revision=0,
    )  # fmt: skip
    decide(cast, second, LATER)
    file(cast, second, LATER)
    document = queries.filed_document(**cast.ids)
    assert document["version"] == 2 and document["filed"] == "2026-08-24"
    assert [meeting["date"] for meeting in document["committee"]["meetings"]] == ["2026-08-24", "2026-09-23"]
    assert queries.filed_plan(**cast.ids).windows[0].end == 18 * 60 + 20


# Publish


@pytest.mark.clause("八.5b")
def test_only_a_filed_plan_is_published(cast):
    version = make_version(cast)
    with pytest.raises(Refusal) as refusal:
        publish_plan(act_of(cast.coordinator, WRITTEN_AT), school_id=cast.school.pk, version_id=version)
    assert refusal.value.code == "not_filed"
    assert not queries.is_published(**cast.ids)


def test_publishing_twice_answers_the_same(cast):
    version = make_filed_plan(cast)
    assert queries.is_published(**cast.ids)
    publish_plan(act_of(cast.coordinator, LATER), school_id=cast.school.pk, version_id=version)
    assert queries.first_published_at(**cast.ids) == WRITTEN_AT


def test_what_is_handed_over_says_when_it_became_public_and_the_filed_document_does_not_change(cast):
    version = make_filed_plan(cast)
    assert queries.handed_over_document(**cast.ids)["publication"]["published"] == "2026-08-24"
    assert "published" not in PlanVersion.objects.get(pk=version).document["publication"]


# The deadline list


@pytest.mark.clause("八.1")
@pytest.mark.parametrize(
    ("first", "last", "deadline"),
    [
        (date(2026, 8, 31), date(2027, 1, 15), date(2026, 9, 20)),
        (date(2026, 7, 1), date(2026, 12, 1), date(2026, 9, 20)),
        (date(2027, 3, 1), date(2027, 7, 1), date(2027, 3, 21)),
    ],
)
def test_plans_are_due_on_20_september_or_20_days_into_a_spring_term(cast, first, last, deadline):
    assert filing_deadline(TermInfo(1, "x", "x", first, last), cast.school.district_id) == deadline


def test_the_district_sees_who_waits_who_is_missing_and_who_was_late(cast):
    late, waiting = make_plan_cast("晚交小学"), make_plan_cast("待审小学")
    make_filed_plan(cast)
    make_filed_plan(late, datetime(2026, 9, 22, 9, 0, tzinfo=LOCAL))
    version = make_version(waiting)
    decide(waiting, version)
    _submit(waiting, version)
    make_school("还没写小学", district=cast.school.district)
    at = datetime(2026, 9, 25, 9, 0, tzinfo=LOCAL)
    seen = filings(act_of(cast.officer, at), district_id=cast.school.district_id, term_id=cast.term.pk)
    lines = {line.school_name: line for line in seen.lines}
    assert seen.deadline == date(2026, 9, 20)
    assert seen.lines[0].school_name == "待审小学" and seen.waiting == 1 and seen.not_filed == 2
    assert (lines["晚交小学"].state, lines["晚交小学"].late_days) == ("filed", 2)
    assert (lines["滨河示范小学"].late_days, lines["滨河示范小学"].days_left) == (0, None)
    assert (lines["还没写小学"].state, lines["还没写小学"].days_left) == ("none", -5)


def test_the_list_costs_as_much_for_many_schools_as_for_one(cast, django_assert_max_num_queries):
    for number in range(8):
        make_filed_plan(make_plan_cast(f"第{number}小学"))
    with django_assert_max_num_queries(6):
        filings(act_of(cast.officer, LATER), district_id=cast.school.district_id, term_id=cast.term.pk)
