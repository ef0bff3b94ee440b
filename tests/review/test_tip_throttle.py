"""A flood of tips drowns nobody's: one network is bounded, the others are heard, and nothing kept leads back (八.5b)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from kehou.ground.refusal import Refusal
from kehou.jobs.forget_tallies import forget_tallies
from kehou.kernel.act import by_public
from kehou.review.actions.complaints import new_receipt
from kehou.review.actions.drop_tip import drop_tip
from kehou.review.models import Tip, TipTally
from kehou.review.throttle import FLOOD, FROM_ONE_ORIGIN, FROM_ONE_ORIGIN_IN_A_FLOOD, origin_of
from tests.day.race import together
from tests.make.menu import document, make_filed_version
from tests.make.people import make_school

pytestmark = [pytest.mark.django_db, pytest.mark.clause("八.5b")]


@pytest.fixture
def school():
    return make_school()


def tip(school, at, origin=1):
    act = by_public(at)
    return drop_tip(act, school_id=school.pk, text="五点就没有老师了", receipt=new_receipt(), origin=origin)


def refused(school, at, origin=1) -> bool:
    try:
        tip(school, at, origin)
    except Refusal as refusal:
        assert refusal.code == "too_many_tips"
        return True
    return False


def fill(at, origin, tips):
    TipTally.objects.create(hour=at.replace(minute=0), origin=origin, tips=tips)


def test_one_network_is_bounded_and_the_hour_after_it_speaks_again(school, at):
    fill(at, 1, FROM_ONE_ORIGIN - 1)
    assert not refused(school, at)
    assert refused(school, at)
    assert TipTally.objects.get().tips == FROM_ONE_ORIGIN, "what is refused is not counted"
    assert not refused(school, at + timedelta(hours=1))


def test_while_others_flood_a_network_that_said_little_is_heard(school, at):
    for origin in range(2, 2 + FLOOD // FROM_ONE_ORIGIN + 1):
        fill(at, origin, FROM_ONE_ORIGIN)
    heard = [not refused(school, at, origin=1) for _ in range(4)]
    assert heard.count(True) == FROM_ONE_ORIGIN_IN_A_FLOOD
    assert not refused(school, at, origin=60_000), "and so is the next one"
    assert refused(school, at, origin=2)


def test_a_second_tap_of_the_same_form_counts_once(school, at):
    receipt = new_receipt()
    for _ in range(3):
        drop_tip(by_public(at), school_id=school.pk, text="五点就没有老师了", receipt=receipt, origin=1)
    assert (Tip.objects.count(), TipTally.objects.get().tips) == (1, 1)


def test_who_is_refused_keeps_the_words_and_hears_how_else_to_speak(school, at, monkeypatch):
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: at + timedelta(minutes=12))
    channel = {"phone": "0953-0000000", "mailbox": "校门口的意见箱"}
    make_filed_version(school, document(publication={"channel": channel}))
    url = reverse("public:speak", args=[school.code])
    client = Client(REMOTE_ADDR="203.0.113.9")
    fill(at, origin_of("203.0.113.9", at), FROM_ONE_ORIGIN)
    given = {"receipt": new_receipt(), "text": "五点就没有老师了", "about": "附.11", "act_key": "k1"}
    answer = client.post(url, given)
    html = answer.content.decode()
    assert answer.status_code == 409 and not Tip.objects.exists()
    assert "五点就没有老师了" in html
    assert "过 48 分钟再送，或换成手机流量现在送" in html
    assert "打公示的监督电话 0953-0000000，或写信投到校门口的意见箱" in html
    elsewhere = Client(REMOTE_ADDR="198.51.100.7").post(url, {**given, "act_key": "k2", "receipt": new_receipt()})
    assert elsewhere.status_code == 200 and Tip.objects.count() == 1


def test_where_nothing_is_published_the_district_is_named(school, at):
    fill(at, 1, FROM_ONE_ORIGIN)
    with pytest.raises(Refusal) as refusal:
        tip(school, at)
    assert f"{school.district.name}教育局" in refusal.value.satisfied_by


@pytest.mark.invariant("I16")
def test_no_address_is_kept_and_thousands_share_what_is_counted(at):
    assert origin_of("203.0.113.9", at) == origin_of("203.0.113.200", at), "one network"
    assert origin_of("2001:db8:1:2::9", at) == origin_of("2001:db8:1:ff::/64", at)
    assert origin_of("203.0.113.9", at) != origin_of("203.0.113.9", at + timedelta(hours=1)), (
        "unlinked from hour to hour"
    )
    assert origin_of("unknown", at) == origin_of("unknown", at)
    many = {origin_of(f"{a}.{b}.7.1", at) for a in range(1, 200) for b in range(0, 256, 2)}
    assert max(many) < 65_536 and len(many) < 200 * 128, "networks share origins"


@pytest.mark.invariant("I16")
def test_what_was_counted_is_forgotten_within_the_hour_after(school, at):
    tip(school, at)
    assert forget_tallies(at + timedelta(minutes=10)) == 0
    assert forget_tallies(at + timedelta(hours=1)) == 1
    assert not TipTally.objects.exists() and Tip.objects.exists()


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_of_tips_at_one_moment_no_more_than_the_bound_pass(school, at):
    fill(at, 1, FROM_ONE_ORIGIN - 2)
    answers = together([lambda: tip(school, at) for _ in range(5)])
    assert sum(isinstance(answer, Refusal) for answer in answers) == 3
    assert Tip.objects.count() == 2


def test_the_tally_names_neither_school_nor_tip():
    with connection.cursor() as cursor:
        columns = {column.name for column in connection.introspection.get_table_description(cursor, "review_tiptally")}
    assert columns == {"id", "hour", "origin", "tips"}
