"""A letter about a child names the child and leads to that child's page: a family may have two."""

from datetime import timedelta

import pytest
from django.urls import resolve

from kehou.day.actions.authorise_collector import authorise_collector
from kehou.day.actions.cancel_session import cancel_session
from kehou.day.actions.hand_over import hand_over
from kehou.day.actions.hand_over_several import hand_over_several
from kehou.day.actions.revoke_collector import revoke_collector
from kehou.day.actions.write_safety_note import write_safety_note
from kehou.enrol.actions.release_seat import release_seat
from kehou.enrol.models import Seat, Waiting
from kehou.kernel.models import OutboxMessage
from kehou.org.rows import scope
from kehou.people.models import Guardianship, Pupil
from kehou.people.queries import given_name
from tests.make.day import Afternoon, make_afternoon, moment
from tests.make.enrol import DRAWN, draw, line, make_choosing, make_course, make_round, wish
from tests.make.fund import make_money, october
from tests.make.people import act_of, make_guardian, make_officer

pytestmark = pytest.mark.django_db


def leads_to(letter: OutboxMessage) -> tuple[str, dict[str, int]]:
    found = resolve(letter.link)
    return found.view_name, found.kwargs


def only(kind: str, child: Pupil) -> OutboxMessage:
    """The one letter of the kind to the child's first guardian."""
    guardian = Guardianship.objects.filter(pupil=child).order_by("pk").first()
    assert guardian is not None and guardian.account_id is not None
    return OutboxMessage.objects.get(kind=kind, account_id=guardian.account_id)


@pytest.fixture
def afternoon() -> Afternoon:
    found = make_afternoon()
    found.sign_in()
    return found


def test_an_offer_names_the_child_the_course_and_until_when() -> None:
    choosing = make_choosing(2)
    section, round_ = make_course(choosing.school, "乒乓球", capacity=1), make_round(choosing)
    for family in choosing.families:
        wish(family, round_, section)
    draw(round_)
    (waits,) = line(section)
    holder = next(family for family in choosing.families if family.child.pk != waits)
    seat = Seat.objects.get(section=section)
    release_seat(holder.at(DRAWN + timedelta(hours=2)), child_id=holder.child.pk, seat_id=seat.pk)
    letter = only("seat_offered", Pupil.objects.get(pk=waits))
    assert letter.title == "沐阳候补的乒乓球有名额了"
    until = Waiting.objects.get(section=section, pupil_id=waits).offer_until
    assert until is not None
    local = until.astimezone(DRAWN.tzinfo)
    assert f"名额给沐阳留到 {local.month}月{local.day}日 {local:%H:%M}" in letter.body
    assert leads_to(letter) == ("family:seat", {"child_id": waits})


def test_a_child_who_was_not_seen_is_the_one_whose_page_opens(afternoon: Afternoon) -> None:
    afternoon.call_roll(child_1="absent")
    letter = only("absent", afternoon.children[1])
    assert letter.title.startswith(given_name(afternoon.children[1].name))
    assert leads_to(letter) == ("family:today", {"child_id": afternoon.children[1].pk})


def test_a_cancelled_lesson_names_the_child_and_the_lesson() -> None:
    afternoon = make_afternoon()
    leader = make_officer("duty_leader", afternoon.school)
    cancel_session(act_of(leader, moment(15, 0)), session_id=afternoon.session.pk, reason="停水")
    for child in afternoon.children:
        letter = only("session_cancelled", child)
        assert letter.title == f"{given_name(child.name)}今天的四（2）班取消了"
        assert letter.body == "16:10–17:10 不上。原因：停水。请留意接孩子的时间"
        assert leads_to(letter) == ("family:today", {"child_id": child.pk})


def test_a_hand_over_leads_to_the_child_that_left(afternoon: Afternoon) -> None:
    afternoon.call_roll()
    first, second, _ = afternoon.children
    tie = Guardianship.objects.get(pupil=first)
    hand_over(
        afternoon.teacher_at(moment(17, 12)), session_id=afternoon.session.pk, child_id=first.pk, guardianship_id=tie.pk
    )
    other = Guardianship.objects.get(pupil=second).pk
    hand_over_several(afternoon.teacher_at(moment(17, 12)), session_id=afternoon.session.pk, to={second.pk: other})
    for child in (first, second):
        assert leads_to(only("handed_over", child)) == ("family:today", {"child_id": child.pk})


def test_what_another_guardian_changed_leads_to_what_was_changed(afternoon: Afternoon) -> None:
    child = afternoon.children[0]
    father = act_of(make_guardian(child, "安建国", "父亲"), moment(12))
    collector = authorise_collector(father, child_id=child.pk, name="李秀英", relation="姑姑")
    revoke_collector(father, child_id=child.pk, collector_id=collector)
    write_safety_note(father, child_id=child.pk, text="花生过敏")
    for kind, page in (
        ("collector_added", "collectors"),
        ("collector_revoked", "collectors"),
        ("safety_note", "safety"),
    ):
        assert leads_to(only(kind, child)) == (f"family:{page}", {"child_id": child.pk})


def test_of_two_bills_each_letter_names_its_child_and_leads_to_its_bill() -> None:
    money = make_money()
    children = [money.child(0), money.child(1)]
    shared = money.guardian(children[0])
    Guardianship.objects.create(
        **scope(money.school.pk), pupil=children[1], account=shared, name="王敏", relation="母亲", since=moment(8)
    )
    money.serve(children, october(12, 13))
    money.issue()
    letters = OutboxMessage.objects.filter(kind="bill", account_id=shared.pk).order_by("pk")
    assert [leads_to(letter) for letter in letters] == [
        ("family:bill", {"bill_id": money.bill(child).pk}) for child in children
    ]
    assert all(letter.title.startswith(given_name(child.name)) for letter, child in zip(letters, children, strict=True))
