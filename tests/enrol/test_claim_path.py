"""The busiest request of the year: what it asks in one statement is what the rows say, and how few statements it takes."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kehou.enrol.models import Consent, Seat, Waiting
from kehou.enrol.queries import claim_standing, decision
from kehou.org.rows import scope
from tests.make.enrol import DRAWN, JOINED, make_choosing, make_course, make_round

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


def _standing(choosing, family, section):
    return claim_standing(family.child.pk, choosing.school.pk, choosing.term.pk, section.pk)


@pytest.mark.clause("二.1")
def test_whether_a_child_joined_is_the_same_in_one_statement_as_by_the_rule() -> None:
    choosing = make_choosing()
    family, section = choosing.family(joins=False), make_course(choosing.school)
    chance, seen = random.Random(7), set()
    for _ in range(60):
        Consent.objects.all().delete()
        for _ in range(chance.randrange(5)):
            on_paper, at = chance.random() < 0.5, JOINED + timedelta(hours=chance.randrange(4))
            Consent.objects.create(
                **scope(choosing.school.pk), term=choosing.term, pupil=family.child, account=family.guardian, at=at,
                act=chance.choice(["join", "decline", "withdraw"]), by="staff" if on_paper else "guardian",
                confirmed_at=at + timedelta(hours=chance.randrange(4)) if on_paper and chance.random() < 0.6 else None,
            )  # fmt: skip
        joins = decision(family.child.pk, choosing.term.pk).joins
        assert _standing(choosing, family, section).joins is joins
        seen.add(joins)
    assert seen == {True, False}


def test_an_open_round_a_line_and_the_childs_own_seats_are_seen() -> None:
    choosing = make_choosing(2)
    family, other = choosing.families
    section, own = make_course(choosing.school), make_course(choosing.school, "合唱")
    rows = {**scope(choosing.school.pk), "term_id": choosing.term.pk}
    before = _standing(choosing, family, section)
    assert (before.joins, before.drawing, before.others_wait, before.seated_in) == (True, False, False, ())
    Seat.objects.create(**rows, section=own, pupil=family.child, state="confirmed", how="claim", since=DRAWN)
    Seat.objects.create(**rows, section=section, pupil=family.child, state="released", how="claim", since=DRAWN)
    Waiting.objects.create(**rows, section=section, pupil=other.child, place=1, state="waiting")
    make_round(choosing)
    after = _standing(choosing, family, section)
    assert (after.drawing, after.others_wait, after.seated_in) == (True, True, (own.pk,))


@pytest.mark.invariant("I26")
def test_a_claim_is_ten_statements_in_one_transaction(monkeypatch) -> None:
    """Session and account, the tie, the key, the child's lock, what stands, the hours, the place, seat, times, event."""
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: DRAWN + timedelta(hours=1))
    choosing = make_choosing(2)
    section = make_course(choosing.school, capacity=2, days=("mon", "wed"))
    for family in choosing.families:
        client = Client()
        client.force_login(family.guardian)
        url = reverse("family:claim_one", args=[family.child.pk, choosing.term.pk, section.pk])
        with CaptureQueriesContext(connection) as seen:
            assert client.post(url, {"act_key": "k1"}).status_code == 303
    own = [q["sql"] for q in seen.captured_queries if not q["sql"].upper().startswith(("BEGIN", "COMMIT"))]
    assert len(own) == 10, own
    assert Seat.objects.count() == 2
