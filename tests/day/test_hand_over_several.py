"""Several children leave in one deed, each judged as if it left alone (I11)."""

import pytest

from kehou.day.actions.allow_solo import allow_solo
from kehou.day.actions.hand_over_several import hand_over_several
from kehou.day.actions.place_block import place_block
from kehou.day.models import PresenceEvent
from kehou.ground.refusal import Refusal
from kehou.people.models import Guardianship
from tests.make.day import Afternoon, make_afternoon, moment
from tests.make.people import act_of, make_officer

pytestmark = [pytest.mark.django_db, pytest.mark.invariant("I11"), pytest.mark.clause("八.5c")]
NOW = moment(17, 12)


def at_gate(children: int = 3, grade: int = 4) -> Afternoon:
    found = make_afternoon(children=children, grade=grade)
    found.sign_in()
    found.call_roll()
    return found


def ties(afternoon: Afternoon) -> dict[int, int | None]:
    return {
        child.pk: Guardianship.objects.get(pupil=child, account=account).pk
        for child, account in zip(afternoon.children, afternoon.guardians, strict=True)
    }


def test_three_families_at_the_door_take_their_children_in_one_deed() -> None:
    a = at_gate()
    assert hand_over_several(a.teacher_at(NOW), session_id=a.session.pk, to=ties(a)) == 3
    assert {a.presence(n).released_to for n in range(3)} == {"guardian"}
    assert PresenceEvent.objects.filter(kind="hand_over").count() == 3


def test_one_child_that_may_not_go_keeps_all_of_them() -> None:
    a = at_gate()
    office = act_of(make_officer("coordinator", a.school), NOW)
    tie = Guardianship.objects.get(pk=ties(a)[a.children[1].pk])
    place_block(office, school_id=a.school.pk, child_id=a.children[1].pk, name=tie.name, evidence="法院裁定")
    with pytest.raises(Refusal, match="custody_block"):
        hand_over_several(a.teacher_at(NOW), session_id=a.session.pk, to=ties(a))
    assert all(a.presence(n).out_at is None for n in range(3))


def test_somebody_elses_guardian_takes_nobody() -> None:
    a = at_gate()
    wrong = dict(zip(ties(a), reversed(list(ties(a).values())), strict=True))
    with pytest.raises(Refusal, match="not_a_guardian"):
        hand_over_several(a.teacher_at(NOW), session_id=a.session.pk, to=wrong)


@pytest.mark.parametrize(
    ("grade", "word", "code"), [(2, False, "too_young"), (4, False, "no_solo_word"), (4, True, "")]
)
def test_a_child_goes_alone_only_from_grade_three_with_a_guardians_word(grade: int, word: bool, code: str) -> None:
    a = at_gate(children=1, grade=grade)
    if word:
        allow_solo(act_of(a.guardians[0], moment(12)), child_id=a.children[0].pk)
    leaving = {a.children[0].pk: None}
    if code:
        with pytest.raises(Refusal, match=code):
            hand_over_several(a.teacher_at(NOW), session_id=a.session.pk, to=leaving)
    else:
        hand_over_several(a.teacher_at(NOW), session_id=a.session.pk, to=leaving)
        assert a.presence().released_to == "self"


def test_a_child_already_gone_is_not_handed_over_twice() -> None:
    a = at_gate()
    hand_over_several(a.teacher_at(NOW), session_id=a.session.pk, to=ties(a))
    with pytest.raises(Refusal, match="not_there"):
        hand_over_several(a.teacher_at(NOW), session_id=a.session.pk, to=ties(a))
