"""Who gets a child: every combination against an oracle that shares nothing with the code (I11)."""

from dataclasses import dataclass
from itertools import product

import pytest
from django.db import transaction

from kehou.day import release
from kehou.day.actions.allow_solo import allow_solo
from kehou.day.actions.ask_exception import ask_exception
from kehou.day.actions.authorise_collector import authorise_collector
from kehou.day.actions.confirm_exception import confirm_exception
from kehou.day.actions.hand_over import hand_over
from kehou.day.actions.lift_block import lift_block
from kehou.day.actions.place_block import place_block
from kehou.day.actions.revoke_collector import revoke_collector
from kehou.day.actions.stop_solo import stop_solo
from kehou.day.actions.try_code import TRIES, try_code
from kehou.day.models import Collector, Presence
from kehou.day.queries.family import child_today, collecting
from kehou.ground.refusal import NotYours, Refusal
from kehou.invariants import check_all
from kehou.kernel.act import Act
from kehou.kernel.models import OutboxMessage
from tests.day.situations import CUSTODY, MINUTE, NOW, WHO, at_gate, block, exception, release_to, tie_of
from tests.day.situations import collector as named_row
from tests.make.day import make_afternoon, moment
from tests.make.people import act_of, make_guardian, make_officer, make_staff

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Cell:
    """One situation: what stands in the records about the taker, and when the child is asked for."""

    grade: int
    who: str
    custody: str


# ── the oracle: written from the invariant's words, not from the code ──
LAWFUL = {"guardian", "named", "named for today, code shown", "exception, confirmed"}
IN_FORCE = {"block on the taker", "block on the taker, written with a space", "block on somebody else"}
ON_TAKER = {"block on the taker", "block on the taker, written with a space"}


def oracle(cell: Cell) -> bool:
    if cell.who == "alone with word":
        return cell.grade >= 3 and cell.custody not in IN_FORCE
    return cell.who in LAWFUL and cell.custody not in ON_TAKER


@pytest.mark.invariant("I11")
@pytest.mark.parametrize("grade", [1, 2, 3, 6])
def test_release_in_every_combination_of_who_authorisation_and_custody(grade: int) -> None:
    afternoon = at_gate(grade)
    wrong, cells = [], 0
    for who, custody in product(WHO, CUSTODY):
        cell = Cell(grade, who, custody)
        cells += 1
        with transaction.atomic():
            parameters = WHO[who](afternoon)
            CUSTODY[custody](afternoon)
            try:
                release_to(afternoon, **parameters)
                released = True
            except Refusal as refusal:
                released = False
                assert refusal.satisfied_by or isinstance(refusal, NotYours), "a refusal names what to do"
            if released != oracle(cell):
                wrong.append((cell, released))
            row = afternoon.presence()
            assert (row.out_at is not None) == released
            transaction.set_rollback(True)
    assert not wrong
    assert cells == len(WHO) * len(CUSTODY)


@pytest.mark.invariant("I11")
def test_a_revoked_collector_is_refused_with_what_to_do() -> None:
    afternoon = at_gate()
    family = act_of(afternoon.guardians[0], moment(12))
    child = afternoon.children[0].pk
    collector = authorise_collector(family, child_id=child, name="周国栋", relation="爷爷")
    revoke_collector(act_of(afternoon.guardians[0], moment(15)), child_id=child, collector_id=collector)
    with pytest.raises(Refusal) as refused:
        release_to(afternoon, collector_id=collector)
    assert refused.value.code == "revoked"
    assert "打电话给监护人" in refused.value.says


@pytest.mark.invariant("I11")
def test_a_one_time_code_works_once() -> None:
    afternoon = at_gate()
    child = afternoon.children[0].pk
    family = act_of(afternoon.guardians[0], moment(12))
    collector = authorise_collector(family, child_id=child, name="李秀英", relation="姑姑", only_on=family.today)
    code = release.collecting_code(Collector.objects.get(pk=collector))
    found = try_code(
        afternoon.teacher_at(NOW), session_id=afternoon.session.pk, code=f" {code[:3].lower()}-{code[3:]} "
    )
    assert found == {"collector_id": collector, "child_id": child, "tries_left": TRIES}
    release_to(afternoon, collector_id=collector)
    assert Collector.objects.get(pk=collector).code_used_at == NOW
    # The same code on the same day, for a child who was put back by a correction:
    Presence.objects.update(out_at=None, released_to="", collector=None)
    try_code(afternoon.teacher_at(NOW), session_id=afternoon.session.pk, code=code)
    with pytest.raises(Refusal, match="code_used"):
        release_to(afternoon, collector_id=collector)


@pytest.mark.invariant("I11")
def test_guessing_a_code_ends_after_five_tries() -> None:
    afternoon = at_gate()
    left = [
        try_code(afternoon.teacher_at(NOW), session_id=afternoon.session.pk, code=f"AAAAA{n}")["tries_left"]
        for n in range(TRIES)
    ]
    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(Refusal, match="too_many_tries"):
        try_code(afternoon.teacher_at(NOW), session_id=afternoon.session.pk, code="AAAAAA")


def test_a_code_of_another_class_is_not_found_here() -> None:
    afternoon = at_gate()
    other = make_afternoon(children=1, school=afternoon.school, name="四（3）班", teacher="图雅")
    family = act_of(other.guardians[0], moment(12))
    collector = authorise_collector(
        family, child_id=other.children[0].pk, name="甲", relation="叔", only_on=family.today
    )
    code = release.collecting_code(Collector.objects.get(pk=collector))
    found = try_code(afternoon.teacher_at(NOW), session_id=afternoon.session.pk, code=code)
    assert found["collector_id"] is None


@pytest.mark.invariant("I11")
def test_an_exception_takes_a_guardians_word_and_two_of_the_staff() -> None:
    afternoon = at_gate()
    child, second = afternoon.children[0].pk, make_staff(afternoon.school, "王海峰")
    leader = make_officer("duty_leader", afternoon.school)
    asked = ask_exception(
        afternoon.teacher_at(NOW), session_id=afternoon.session.pk, child_id=child, name="李秀英", relation="姑姑",
        guardianship_id=tie_of(afternoon).pk,
    )  # fmt: skip
    assert OutboxMessage.objects.filter(kind="exception_asked", account_id=leader.pk, urgent=True).exists()
    with pytest.raises(Refusal, match="same_person"):
        confirm_exception(afternoon.teacher_at(NOW), exception_id=asked)
    with pytest.raises(Refusal, match="unconfirmed"):
        release_to(afternoon, exception_id=asked)
    confirm_exception(act_of(second.account, NOW), exception_id=asked)
    release_to(afternoon, exception_id=asked)
    assert afternoon.presence().released_to == "authorised"


def test_a_teacher_of_another_school_confirms_nothing() -> None:
    afternoon = at_gate()
    asked = exception(afternoon, confirmed=False)["exception_id"]
    stranger = make_afternoon(name="四（9）班").teacher.account
    assert stranger is not None
    with pytest.raises(NotYours):
        confirm_exception(act_of(stranger, NOW), exception_id=asked)


@pytest.mark.invariant("I11")
def test_a_block_beats_an_authorisation_that_came_before_and_after() -> None:
    afternoon = at_gate()
    child = afternoon.children[0].pk
    family: Act = act_of(afternoon.guardians[0], moment(12))
    collector = authorise_collector(family, child_id=child, name="周国栋", relation="爷爷")
    coordinator, principal = make_officer("coordinator", afternoon.school), make_officer("principal", afternoon.school)
    ids = {"school_id": afternoon.school.pk}
    placed = place_block(
        act_of(coordinator, moment(13)), **ids, child_id=child, name="周国栋", evidence="（2026）保护令 1 号"
    )
    with pytest.raises(Refusal, match="custody_block"):
        authorise_collector(
            act_of(afternoon.guardians[0], moment(14)), child_id=child, name=" 周国 栋", relation="爷爷"
        )
    with pytest.raises(Refusal, match="custody_block"):
        release_to(afternoon, collector_id=collector)
    with pytest.raises(NotYours):
        lift_block(act_of(coordinator, moment(15)), **ids, block_id=placed, evidence="（2026）解 1 号")
    with pytest.raises(Refusal, match="evidence_missing"):
        lift_block(act_of(principal, moment(16)), **ids, block_id=placed, evidence=" ")
    lift_block(act_of(principal, moment(16)), **ids, block_id=placed, evidence="（2026）解 1 号")
    release_to(afternoon, collector_id=collector)


@pytest.mark.invariant("I11")
def test_a_guardian_under_a_block_decides_nothing_and_learns_nothing() -> None:
    afternoon = at_gate()
    father = make_guardian(afternoon.children[0], "周远", "父亲")
    block(afternoon, "周远")
    child = afternoon.children[0].pk
    for deed in (
        lambda: authorise_collector(act_of(father, NOW), child_id=child, name="甲", relation="友"),
        lambda: allow_solo(act_of(father, NOW), child_id=child),
        lambda: child_today(act_of(father, NOW), child_id=child),
        lambda: collecting(act_of(father, NOW), child_id=child),
    ):
        with pytest.raises(Refusal, match="custody_block"):
            deed()
    release_to(afternoon, guardianship_id=tie_of(afternoon).pk)
    told = OutboxMessage.objects.filter(kind="handed_over").values_list("account_id", flat=True)
    assert list(told) == [afternoon.guardians[0].pk]


def test_any_guardians_no_ends_going_alone() -> None:
    afternoon = at_gate()
    father = make_guardian(afternoon.children[0], "周远", "父亲")
    child = afternoon.children[0].pk
    allow_solo(act_of(afternoon.guardians[0], moment(12)), child_id=child)
    stop_solo(act_of(father, moment(13)), child_id=child)
    with pytest.raises(Refusal, match="no_solo_word"):
        release_to(afternoon)


def test_in_grade_two_a_word_to_go_alone_cannot_even_be_given() -> None:
    afternoon = at_gate(2)
    with pytest.raises(Refusal, match="too_young"):
        allow_solo(act_of(afternoon.guardians[0], moment(12)), child_id=afternoon.children[0].pk)


def test_the_other_guardian_hears_who_was_added_and_the_family_that_the_child_went() -> None:
    afternoon = at_gate()
    father = make_guardian(afternoon.children[0], "周远", "父亲")
    family = act_of(afternoon.guardians[0], moment(12))
    authorise_collector(family, child_id=afternoon.children[0].pk, name="周国栋", relation="爷爷")
    assert list(OutboxMessage.objects.values_list("account_id", "kind")) == [(father.pk, "collector_added")]
    release_to(afternoon, guardianship_id=tie_of(afternoon).pk)
    told = OutboxMessage.objects.filter(kind="handed_over").values_list("account_id", flat=True)
    assert set(told) == {father.pk, afternoon.guardians[0].pk}


def test_a_child_is_handed_over_once() -> None:
    afternoon = at_gate()
    release_to(afternoon, guardianship_id=tie_of(afternoon).pk)
    with pytest.raises(Refusal, match="not_there"):
        release_to(afternoon, guardianship_id=tie_of(afternoon).pk)


def test_the_gate_hands_over_and_a_stranger_does_not() -> None:
    afternoon = at_gate()
    tie = tie_of(afternoon).pk
    ids = {"session_id": afternoon.session.pk, "child_id": afternoon.children[0].pk, "guardianship_id": tie}
    with pytest.raises(NotYours):
        hand_over(act_of(make_staff(afternoon.school, "图雅").account, NOW), **ids)
    hand_over(act_of(make_officer("gate", afternoon.school), NOW), **ids)


@pytest.mark.invariant("I11")
def test_the_invariant_in_sql_sees_a_release_to_somebody_revoked() -> None:
    afternoon = at_gate()
    collector = named_row(afternoon)["collector_id"]
    release_to(afternoon, collector_id=collector)
    broken = {name: rows for name, _, rows in check_all() if rows}
    assert "i11_released_to_the_named" not in broken
    Collector.objects.filter(pk=collector).update(revoked_at=NOW - MINUTE)
    broken = {name: rows for name, _, rows in check_all() if rows}
    assert broken["i11_released_to_the_named"] == [("collector not named then", afternoon.presence().pk)]
