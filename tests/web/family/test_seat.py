"""The result on the phone: the answer first, why in three sentences, what is offered, what can be given back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kehou.enrol.models import Seat, Waiting
from tests.make.enrol import DRAWN, Family, draw, line, make_choosing, make_course, make_round, seated, wish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch) -> None:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: DRAWN + timedelta(hours=2))


def phone(family: Family) -> Client:
    client = Client()
    client.force_login(family.guardian)
    return client


def page(family: Family, name: str = "seat") -> str:
    return phone(family).get(reverse(f"family:{name}", args=[family.child.pk])).content.decode()


def drawn(families: int = 3, capacity: int = 1, **care):
    choosing = make_choosing(families)
    for _ in range(care.pop("first", 0)):
        choosing.family(left_behind=1)
    section, round_ = make_course(choosing.school, capacity=capacity), make_round(choosing)
    for family in choosing.families:
        wish(family, round_, section)
    draw(round_)
    by_child = {family.child.pk: family for family in choosing.families}
    return choosing, section, [by_child[child] for child in (*seated(section), *line(section))]


def test_who_got_a_place_reads_so_and_may_give_it_back() -> None:
    _, section, (holder, second, _) = drawn()
    text = page(holder)
    assert "录上 1 门" in text
    seat = Seat.objects.get(section=section)
    answer = phone(holder).post(reverse("family:release_seat", args=[holder.child.pk, seat.pk]))
    assert answer.status_code == 303
    assert "已放弃" in page(holder)
    assert "有名额了" in page(second)


def test_who_waits_reads_the_place_in_the_line_and_why() -> None:
    _, _, (_, _, third) = drawn()
    text = page(third)
    assert "没直接录上，候补 1 门" in text
    assert "第 2 位" in text
    assert "1 个名额，3 个孩子填了它" in text
    assert "录到第 1 号" in text
    assert "摇号共 3 个号，录到 1 号，沐阳是 3 号" in text


def test_nobody_else_is_named_and_small_groups_are_merged() -> None:
    choosing, _, families = drawn(families=4, capacity=2, first=2)
    text = page(families[-1])
    assert "先录优先照顾的孩子，再按摇号" in text
    assert "留守" not in text
    assert "随迁" not in text
    assert "摇号共 6 个号" in text, "the whole line: two children who came first cannot be read off it"
    assert not any(f"p{f.child.number:05d}" in text for f in choosing.families if f is not families[-1])


def test_ten_and_more_who_came_first_are_counted() -> None:
    _, _, families = drawn(families=3, capacity=11, first=10)
    text = page(families[-1])
    assert "先录优先照顾的孩子，共 10 人" in text
    assert "摇号共 3 个号，录到 1 号" in text


def test_an_offer_is_taken_with_one_tap_and_a_clash_is_said_before() -> None:
    choosing, section, (holder, second, _) = drawn()
    clay = make_course(choosing.school, "陶泥")
    claim = reverse("family:claim_one", args=[second.child.pk, choosing.term.pk, clay.pk])
    assert phone(second).post(claim).status_code == 303
    phone(holder).post(reverse("family:release_seat", args=[holder.child.pk, Seat.objects.get(section=section).pk]))
    text = page(second)
    assert "接受就要让出陶泥" in text
    offer = Waiting.objects.get(state="offered")
    accept = reverse("family:accept_offer", args=[second.child.pk, offer.pk])
    assert phone(second).post(accept).status_code == 409, "nothing is given up unsaid"
    key = text.split('name="give_up" value="')[1].split('"')[0]
    assert phone(second).post(accept, {"give_up": key}).status_code == 303
    assert second.seats() == ["乒乓球"]


def test_a_full_course_offers_its_line_and_a_free_one_its_place() -> None:
    choosing, section, (holder, _, third) = drawn()
    make_course(choosing.school, "陶泥", days=("tue",), capacity=3)
    text = page(third, "claim")
    assert "1 门课现在就能选" in text
    assert "候补中" in text
    late = choosing.family()
    wait = reverse("family:claim_one", args=[late.child.pk, choosing.term.pk, section.pk])
    refused = phone(late).post(wait, {"do": "claim"})
    assert (refused.status_code, "候补顺序" in refused.content.decode()) == (409, True)
    assert phone(late).post(wait, {"do": "wait"}).status_code == 303
    assert line(section)[-1] == late.child.pk
    assert holder.seats() == ["乒乓球"]


def test_another_familys_result_is_not_found() -> None:
    _, _, (holder, second, _) = drawn()
    for name in ("seat", "claim", "choose"):
        assert phone(second).get(reverse(f"family:{name}", args=[holder.child.pk])).status_code == 404


def test_the_public_page_shows_the_word_given_and_kept_and_no_child() -> None:
    choosing, _, families = drawn()
    from kehou.enrol.models import Round

    round_ = Round.objects.get()
    text = Client().get(reverse("public:draw", args=[round_.pk])).content.decode()
    assert round_.commitment in text
    assert round_.seed in text
    assert round_.input_digest in text
    assert not any(f.child.name in text for f in families)
    second = make_round(choosing, secret="another secret")
    text = Client().get(reverse("public:draw", args=[second.pk])).content.decode()
    assert second.commitment in text
    assert "another secret" not in text


def test_the_pages_cost_few_statements(django_assert_max_num_queries) -> None:
    _, _, (holder, second, _) = drawn()
    for family, name in ((second, "seat"), (second, "claim"), (holder, "seat"), (holder, "claim")):
        client = phone(family)
        with django_assert_max_num_queries(12):
            client.get(reverse(f"family:{name}", args=[family.child.pk]))
