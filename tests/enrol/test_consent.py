"""Taking part is a guardian's free act, as short to undo as to do (二.1)."""

import inspect
from datetime import timedelta

import pytest

import kehou.enrol.actions as actions_package
from kehou.enrol.actions.confirm_paper_consent import confirm_paper_consent
from kehou.enrol.actions.decline_service import decline_service
from kehou.enrol.actions.give_consent import give_consent
from kehou.enrol.actions.record_paper_consent import record_paper_consent
from kehou.enrol.actions.say_how_it_felt import say_how_it_felt
from kehou.enrol.actions.withdraw_consent import withdraw_consent
from kehou.enrol.facts import consents
from kehou.enrol.models import Consent, FeltCount
from kehou.enrol.queries import decision, joined
from kehou.enrol.texts import CURRENT, TEXTS
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.action import ACTIONS
from kehou.menu.models import Section
from tests.make.day import make_section
from tests.make.enrol import DRAWN, JOINED, draw, join, make_choosing, make_course, make_round, seated, wish
from tests.make.people import act_of, make_officer

pytestmark = [pytest.mark.django_db, pytest.mark.clause("二.1")]
LATER = JOINED + timedelta(days=1)


def _joined(choosing, at=LATER) -> set[int]:
    return joined(**choosing.ids, at=at)


def test_a_guardians_join_names_the_words_the_moment_and_the_device() -> None:
    choosing = make_choosing()
    family = choosing.family(joins=False)
    ids = {"child_id": family.child.pk, "term_id": choosing.term.pk}
    give_consent(family.at(JOINED, device="d1"), **ids, text_version=CURRENT.version)
    row = Consent.objects.get()
    assert (row.act, row.by, row.account, row.at, row.device) == ("join", "guardian", family.guardian, JOINED, "d1")
    assert TEXTS[row.text_version].lines == CURRENT.lines


def test_words_that_changed_meanwhile_are_read_again_before_joining() -> None:
    choosing = make_choosing()
    family = choosing.family(joins=False)
    with pytest.raises(Refusal) as refused:
        give_consent(family.at(JOINED), child_id=family.child.pk, term_id=choosing.term.pk, text_version="2020-1")
    assert refused.value.code == "text_changed"
    assert not Consent.objects.exists()


def test_nobody_but_the_childs_guardian_joins_declines_withdraws_or_confirms() -> None:
    choosing = make_choosing()
    family, stranger = choosing.family(joins=False), choosing.family()
    coordinator = act_of(make_officer("coordinator", choosing.school), LATER)
    ids = {"child_id": family.child.pk, "term_id": choosing.term.pk}
    for deed, more in (
        (give_consent, {"text_version": CURRENT.version}), (decline_service, {}), (withdraw_consent, {}),
        (confirm_paper_consent, {}),
    ):  # fmt: skip
        for act in (stranger.at(LATER), coordinator):
            with pytest.raises(NotYours):
                deed(act, **ids, **more)
    assert _joined(choosing) == {stranger.child.pk}


def test_no_deed_takes_part_for_a_child_but_a_guardians_and_none_takes_several_children() -> None:
    """Every deed of this room that could make a child a member asks for a guardian, or seats those who joined."""
    by_guardian = {"guardian of child_id"}
    for name, deed in ACTIONS.items():
        if not name.startswith("enrol."):
            continue
        parameters = inspect.signature(deed).parameters
        assert not {"child_ids", "pupil_ids", "class_no", "grade"} & set(parameters), name
        if "child_id" in parameters and name != "enrol.record_paper_consent":
            assert {permit.name for permit in deed.allow} == by_guardian, name
    assert actions_package.__doc__


def test_withdrawing_needs_no_reason_and_frees_every_seat_for_whoever_waits() -> None:
    choosing = make_choosing(2)
    section, round_ = make_course(choosing.school, capacity=1), make_round(choosing)
    for family in choosing.families:
        wish(family, round_, section)
    draw(round_)
    holder = next(f for f in choosing.families if f.child.pk in seated(section))
    other = next(f for f in choosing.families if f is not holder)

    withdraw_consent(holder.at(DRAWN + timedelta(hours=1)), child_id=holder.child.pk, term_id=choosing.term.pk)

    assert list(inspect.signature(withdraw_consent).parameters) == ["act", "child_id", "term_id"]
    assert holder.seats() == []
    assert other.child.waiting_set.get().state == "offered"
    assert _joined(choosing, DRAWN + timedelta(days=1)) == {other.child.pk}


def test_who_has_not_joined_cannot_withdraw_and_saying_no_twice_is_one_act() -> None:
    choosing = make_choosing()
    family = choosing.family(joins=False)
    ids = {"child_id": family.child.pk, "term_id": choosing.term.pk}
    with pytest.raises(Refusal) as refused:
        withdraw_consent(family.at(JOINED), **ids)
    assert refused.value.code == "not_joined"
    assert decline_service(family.at(JOINED), **ids) == decline_service(family.at(LATER), **ids)
    assert Consent.objects.count() == 1


def test_a_family_that_said_no_may_join_later() -> None:
    choosing = make_choosing()
    family = choosing.family(joins=False)
    decline_service(family.at(JOINED), child_id=family.child.pk, term_id=choosing.term.pk)
    join(family, choosing.term, LATER)
    assert _joined(choosing, LATER) == {family.child.pk}
    assert _joined(choosing, JOINED) == set(), "the answer of a moment stays what it was"


def test_a_paper_counts_from_the_moment_the_guardian_confirms_it() -> None:
    choosing = make_choosing()
    family = choosing.family(joins=False)
    coordinator = act_of(make_officer("coordinator", choosing.school), JOINED)
    ids = {"child_id": family.child.pk, "term_id": choosing.term.pk}
    record_paper_consent(coordinator, **ids)
    assert _joined(choosing) == set()

    confirm_paper_consent(family.at(LATER), **ids)

    assert _joined(choosing, LATER) == {family.child.pk}
    assert _joined(choosing, LATER - timedelta(minutes=1)) == set()


def test_a_paper_neither_takes_a_child_in_nor_out() -> None:
    choosing = make_choosing()
    family = choosing.family()
    other = choosing.family(joins=False)
    coordinator = act_of(make_officer("coordinator", choosing.school), LATER)
    with pytest.raises(Refusal) as refused:
        record_paper_consent(coordinator, child_id=family.child.pk, term_id=choosing.term.pk)
    assert refused.value.code == "joined_already"
    record_paper_consent(coordinator, child_id=other.child.pk, term_id=choosing.term.pk)
    decline_service(other.at(LATER), child_id=other.child.pk, term_id=choosing.term.pk)
    assert decision(other.child.pk, choosing.term.pk).paper_id is None
    assert _joined(choosing) == {family.child.pk}


def test_a_paper_of_a_child_whose_guardians_cannot_confirm_is_not_typed_in() -> None:
    from tests.make.people import make_pupil

    choosing = make_choosing()
    child = make_pupil(choosing.school)
    coordinator = act_of(make_officer("coordinator", choosing.school), LATER)
    with pytest.raises(Refusal) as refused:
        record_paper_consent(coordinator, child_id=child.pk, term_id=choosing.term.pk)
    assert refused.value.code == "nobody_confirms"


@pytest.mark.clause("附.3", "附.4")
def test_an_answer_without_a_name_leaves_a_tally_and_no_way_back() -> None:
    choosing = make_choosing(3)
    for family, felt in zip(choosing.families, ("pressed", "free", "free"), strict=True):
        say_how_it_felt(family.at(LATER), child_id=family.child.pk, term_id=choosing.term.pk, felt=felt)
    assert dict(FeltCount.objects.values_list("felt", "answers")) == {"free": 2, "pressed": 1}
    assert "felt" not in {field.name for field in Consent._meta.fields}
    assert sorted(act.answered_anonymously for act in consents(**choosing.ids)) == ["free", "free", "pressed"]

    with pytest.raises(Refusal) as again:
        family = choosing.families[0]
        say_how_it_felt(family.at(LATER), child_id=family.child.pk, term_id=choosing.term.pk, felt="free")
    assert again.value.code == "answered_already"
    with pytest.raises(ValueError, match="no key"):
        say_how_it_felt(family.at(LATER, key="k"), child_id=family.child.pk, term_id=choosing.term.pk, felt="free")


@pytest.mark.clause("附.2")
def test_joining_takes_the_child_into_its_class_and_withdrawing_takes_it_out() -> None:
    choosing = make_choosing()
    own, other = make_section(choosing.school, "四（2）班"), make_section(choosing.school, "三（2）班", grade=3)
    family = choosing.family(grade=4, class_no=2)
    assert seated(own) == [family.child.pk]
    assert seated(other) == []
    withdraw_consent(family.at(LATER), child_id=family.child.pk, term_id=choosing.term.pk)
    assert seated(own) == []
    assert Section.objects.get(pk=own.pk).taken == 0
