"""A district sets a figure that the policy leaves to it: from a day on, with its document, never backwards (rulebook §2)."""

from datetime import date, timedelta

import pytest

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.models import AuditEvent, OutboxMessage
from kehou.org.models import DistrictParameter, Term
from kehou.plan.actions.set_district_value import set_district_value
from kehou.plan.actions.withdraw_district_value import withdraw_district_value
from kehou.plan.deadlines import filing_deadline
from kehou.plan.judging import judge_document
from kehou.plan.models import PlanVersion
from kehou.plan.queries.parameters import district_parameter, district_parameters
from tests.make.people import act_of, give_role, make_account
from tests.make.plan import WRITTEN_AT, make_filed_plan, make_plan_cast, make_version, promise

pytestmark = pytest.mark.django_db
SPRING = date(2027, 2, 22)
DOCUMENT = "海教发〔2026〕8号"


@pytest.fixture
def cast():
    return make_plan_cast()


@pytest.fixture
def spring(cast):
    return Term.objects.create(
        district=cast.school.district, key="2027-spring", name="2027年春季学期", first_day=SPRING,
        last_day=date(2027, 7, 9),
    )  # fmt: skip


def _set(cast, *, name="closing_tolerance", value=20, from_date=date(2027, 2, 1), at=WRITTEN_AT, who=None, **more):
    return set_district_value(
        act_of(who or cast.officer, at), district_id=cast.school.district_id, name=name, value=value,
        from_date=from_date, **{"reference": DOCUMENT} | more,
    )  # fmt: skip


def _ends(cast, end, term):
    """What the editor says of a plan whose service ends at a time; offices close at 17:30 then."""
    document = PlanVersion.objects.get(pk=make_version(cast)).document
    window = {**promise()["windows"][0], "end": end}
    blocks = [{**block, "end": min(block["end"], end)} for block in document["blocks"] if block["start"] < end]
    of_term = {"id": term.key, "first_day": term.first_day.isoformat(), "last_day": term.last_day.isoformat()}
    judgement = judge_document(
        {**document, "term": of_term, "windows": [window], "blocks": blocks}, school_id=cast.school.pk,
        district_id=cast.school.district_id, term_id=term.pk, today=WRITTEN_AT.date(),
    )  # fmt: skip
    PlanVersion.objects.all().delete()
    return next((problem for problem in judgement.problems if problem.rule == "end-meets-closing"), None)


@pytest.mark.clause("六.1")
def test_a_term_that_begins_after_the_day_is_judged_by_the_districts_figure_and_one_before_is_not(cast, spring):
    assert _ends(cast, "17:12", spring) and _ends(cast, "17:12", cast.term)
    _set(cast)
    assert _ends(cast, "17:12", spring) is None
    found = _ends(cast, "17:09", spring)
    assert "最多早 20 分钟" in found.satisfied_by
    assert f"结束可以比机关下班早最多 20 分钟（{DOCUMENT}，2027年2月1日起）" in found.satisfied_by
    before = _ends(cast, "17:12", cast.term)
    assert "最多早 10 分钟" in before.satisfied_by and DOCUMENT not in before.satisfied_by


def test_another_districts_figure_is_none_of_ours(cast, spring):
    DistrictParameter.objects.create(
        district=make_other_district(), name="closing_tolerance", value=20, from_date=date(2027, 2, 1),
        reference=DOCUMENT, set_at=WRITTEN_AT,
    )  # fmt: skip
    found = _ends(cast, "17:12", spring)
    assert "最多早 10 分钟" in found.satisfied_by and DOCUMENT not in found.satisfied_by


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        ({"value": 31}, "out_of_bounds"),
        ({"value": -1}, "out_of_bounds"),
        ({"value": {"share": 5}}, "out_of_bounds"),
        ({"name": "early_habit", "value": {"share": 21, "sessions": 20}}, "out_of_bounds"),
        ({"name": "early_habit", "value": 10}, "out_of_bounds"),
        ({"reference": "  "}, "no_reference"),
        ({"from_date": WRITTEN_AT.date()}, "not_ahead"),
        ({"from_date": date(2026, 8, 1)}, "not_ahead"),
    ],
)
def test_never_outside_the_clause_never_backwards_and_never_without_a_document(cast, spoil, code):
    with pytest.raises(Refusal) as refused:
        _set(cast, **spoil)
    assert refused.value.code == code and refused.value.fields
    assert not DistrictParameter.objects.exists() and not OutboxMessage.objects.exists()


@pytest.mark.parametrize(
    "name", ["fee_ceiling", "filing_deadline_autumn", "unattended_min", "self_study_min_held", "no_such"]
)
def test_what_the_clause_fixes_the_district_cannot_set(cast, name):
    with pytest.raises(NotYours):
        _set(cast, name=name, value=1)


def test_a_plan_that_was_handed_on_is_never_judged_by_a_later_figure(cast, spring):
    """Not even where its term has not begun."""
    make_filed_plan(cast)
    with pytest.raises(Refusal, match="plans_in_hand"):
        _set(cast, from_date=WRITTEN_AT.date() + timedelta(days=3))
    _set(cast, from_date=cast.term.first_day + timedelta(days=1))


def test_only_the_districts_own_officer_sets_it(cast):
    city = make_account("云桂芳")
    give_role(city, "city_officer")
    neighbour = make_account("邻区")
    give_role(neighbour, "district_officer", district=make_other_district())
    for who in (city, neighbour, cast.coordinator):
        with pytest.raises(NotYours):
            _set(cast, who=who)
    assert _set(cast) == DistrictParameter.objects.get().pk
    event = AuditEvent.objects.get(deed="plan.set_district_value")
    assert event.district_id == cast.school.district_id


def make_other_district():
    from kehou.org.models import District

    return District.objects.create(code="150303", name="海南区", city="乌海市")


def test_schools_are_told_and_a_figure_that_has_not_begun_can_be_taken_back(cast, spring):
    _set(cast)
    letter = OutboxMessage.objects.get(account_id=cast.coordinator.pk)
    assert (letter.title, DOCUMENT in letter.body) == ("结束可以比机关下班早：最多 20 分钟", True)
    act = act_of(cast.officer, WRITTEN_AT)
    withdraw_district_value(
        act, district_id=cast.school.district_id, name="closing_tolerance", from_date=date(2027, 2, 1)
    )
    assert "最多早 10 分钟" in _ends(cast, "17:12", spring).satisfied_by
    _set(cast)
    with pytest.raises(Refusal, match="not_ahead"):
        withdraw_district_value(
            act_of(cast.officer, WRITTEN_AT + timedelta(days=200)), district_id=cast.school.district_id,
            name="closing_tolerance", from_date=date(2027, 2, 1),
        )  # fmt: skip


@pytest.mark.clause("八.1")
def test_a_spring_plan_is_due_when_the_district_says(cast, spring):
    from kehou.org.queries import term

    assert filing_deadline(term(spring.pk), cast.school.district_id) == SPRING + timedelta(days=20)
    _set(cast, name="filing_deadline_spring", value=12)
    assert filing_deadline(term(spring.pk), cast.school.district_id) == SPRING + timedelta(days=12)


def test_the_page_shows_each_figure_with_its_source_and_what_is_set_ahead(cast, django_assert_num_queries):
    _set(cast)
    _set(cast, name="early_tolerance", value=3)
    act = act_of(cast.officer, WRITTEN_AT)
    with django_assert_num_queries(3):
        lines = {line.name: line for line in district_parameters(act, district_id=cast.school.district_id)}
    closing = lines["closing_tolerance"]
    assert (closing.clause, closing.now.says, closing.now.source) == ("六.1", "最多 10 分钟", "条款没有写明，取默认")
    assert (closing.next.says, closing.next.source, closing.next.by) == ("最多 20 分钟", DOCUMENT, "白洁")
    assert lines["self_study_min_held"].next.says == "至少 42 分钟"
    assert sum(line.may_set for line in lines.values()) == 14
    later = act_of(cast.officer, WRITTEN_AT + timedelta(days=200))
    case = district_parameter(later, district_id=cast.school.district_id, name="closing_tolerance")
    assert case.line.own and [value.says for value in case.values] == ["最多 20 分钟", "最多 10 分钟"]
    assert district_parameter(later, district_id=cast.school.district_id, name="fee_ceiling") is None
