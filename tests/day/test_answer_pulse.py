"""Whoever has the whole database cannot tell which family gave which answer about a lesson, nor who answered when (三.1)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import permutations

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from kehou.day.actions.answer_pulse import answer_pulse
from kehou.day.facts import term_facts
from kehou.day.models import Presence, PulseTally, PulseTicket
from kehou.day.pulse_tickets import Ticket, ticket_for
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act, by_public
from kehou.kernel.models import AuditEvent, IdempotencyKey
from kehou.org.rows import scope
from kehou.people.models import Guardianship
from tests.day.race import together
from tests.make.day import Afternoon, follow_up, make_afternoon, moment
from tests.make.people import act_of, make_guardian, make_pupil
from tests.make.review import complain
from tests.make.term import problems
from tests.stored import MINUTE, every_row, stored

pytestmark = [pytest.mark.django_db, pytest.mark.clause("三.1")]
MINUTES = (moment(18, 31, 7), moment(18, 47, 12), moment(20, 3, 55))
ANSWERS = ({"satisfied": "5"}, {"satisfied": "2", "new_lesson": "on"}, {"satisfied": "1", "unattended": "on"})
both_databases = pytest.mark.both_databases


@pytest.fixture
def afternoon() -> Afternoon:
    found = make_afternoon()
    found.sign_in()
    found.call_roll()
    return found


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, afternoon: Afternoon) -> Callable[..., int]:
    """A family, already signed in, sends the form at a moment."""
    clients = [Client() for _ in afternoon.guardians]
    for client, guardian in zip(clients, afternoon.guardians, strict=True):
        client.force_login(guardian)

    def sends(family: int, at: datetime, answer: dict[str, str]) -> int:
        monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)
        url = reverse("family:pulse", args=[afternoon.children[family].pk, afternoon.session.pk])
        return clients[family].post(url, {**answer, "act_key": f"form-{family}"}).status_code

    return sends


def give(afternoon: Afternoon, ticket: Ticket, act: Act | None = None, **answer: object) -> None:
    said = {"satisfied": 4, "new_lesson": False, "unattended": False, **answer}
    answer_pulse(act or by_public(MINUTES[0]), session_id=afternoon.session.pk, ticket=ticket, **said)  # type: ignore[arg-type]


def afterwards(deeds: Sequence[Callable[[], object]]) -> list[str]:
    """What the database would hold after these deeds; they are undone."""
    with transaction.atomic():
        for deed in deeds:
            deed()
        found = stored()
        transaction.set_rollback(True)
    return found


@both_databases
def test_had_the_families_answered_otherwise_among_each_other_the_database_would_be_the_same(afternoon, say) -> None:
    """Each family keeps its minute and its place, and the answers go round: row for row nothing is different."""
    held = [
        afterwards([partial(say, n, at, said) for n, (at, said) in enumerate(zip(MINUTES, answers, strict=True))])
        for answers in permutations(ANSWERS)
    ]
    assert len(held) == 6 and all(rows == held[0] for rows in held)
    assert [row for row in held[0] if row.startswith("day_pulsetally")]


@both_databases
def test_the_comparison_sees_what_has_a_name(afternoon) -> None:
    """Negative control."""
    who = list(zip(afternoon.guardians, afternoon.children, MINUTES, strict=True))
    held = [
        afterwards([partial(complain, *one, text) for one, text in zip(who, texts, strict=True)])
        for texts in permutations(("没有老师在", "讲了新课", "都很好，谢谢"))
    ]
    assert all(one != other for place, one in enumerate(held) for other in held[:place])


@both_databases
@pytest.mark.django_db(transaction=True)
def test_no_table_keeps_who_answered_or_in_which_minute(afternoon, say) -> None:
    before, events = every_row(), AuditEvent.objects.count()
    assert [say(n, at, said) for n, (at, said) in enumerate(zip(MINUTES, ANSWERS, strict=True))] == [303] * 3
    written = every_row() - before
    assert sorted(row.partition(":")[0] for row in written) == ["day_pulsetally"] + ["day_pulseticket"] * 3
    assert not [row for row in written if MINUTE.search(row)]
    assert AuditEvent.objects.count() == events and not IdempotencyKey.objects.exists()
    assert {field.name for field in PulseTicket._meta.fields} == {"number", "session", "school", "district"}


def test_a_tickets_number_cannot_be_computed_without_the_key(afternoon, settings) -> None:
    from kehou.kernel.secrets import _key

    ours = ticket_for(afternoon.session.pk, [7])
    settings.KEHOU_MASTER_KEY = "the key of somebody who has only the database"
    _key.cache_clear()
    theirs = ticket_for(afternoon.session.pk, [7])
    _key.cache_clear()
    assert ours.number != theirs.number and ours.seal != theirs.seal


def tally() -> tuple[int, ...]:
    names = ("new_lesson", "unattended", *(f"satisfied_{mark}" for mark in range(1, 6)))
    return PulseTally.objects.values_list(*names).get()


def test_the_answers_are_counted_each_question_on_its_own(afternoon, say) -> None:
    for family, said in enumerate(ANSWERS):
        say(family, MINUTES[family], said)
    assert tally() == (1, 1, 1, 1, 0, 0, 1)
    rows = term_facts(afternoon.school.pk, afternoon.session.term_id).pulse
    assert rows is not None
    assert sorted((row.satisfied or 0) for row in rows) == [1, 2, 5]
    assert (sum(bool(row.new_lesson) for row in rows), sum(bool(row.unattended) for row in rows)) == (1, 1)


def test_the_other_guardian_of_a_child_has_the_same_answer(client, monkeypatch, afternoon, say) -> None:
    father = make_guardian(afternoon.children[0], "周远", "父亲")
    say(0, MINUTES[0], ANSWERS[0])
    client.force_login(father)
    url = reverse("family:pulse", args=[afternoon.children[0].pk, afternoon.session.pk])
    assert "您家已经说过了" in client.get(url).content.decode()
    assert client.post(url, {"satisfied": "1"}).status_code == 409
    assert tally() == (0, 0, 0, 0, 0, 0, 1)


def test_brothers_and_sisters_in_one_lesson_are_one_family(client, afternoon, say) -> None:
    guardian, sister = afternoon.guardians[0], make_pupil(afternoon.school, "安雨欣")
    own = scope(afternoon.school.pk)
    Guardianship.objects.create(**own, pupil=sister, account=guardian, name="王敏", relation="母亲", since=moment(8))
    Presence.objects.create(**own, session=afternoon.session, pupil=sister, state="present", in_at=moment(16, 12))
    say(0, MINUTES[0], ANSWERS[0])
    client.force_login(guardian)
    url = reverse("family:pulse", args=[sister.pk, afternoon.session.pk])
    assert client.get(url).context["answered"] and client.post(url, ANSWERS[2]).status_code == 409


def test_the_next_lesson_is_asked_about_anew() -> None:
    assert ticket_for(1, [5, 6]) == ticket_for(1, [6, 5])
    assert len({ticket_for(1, [5, 6]).number, ticket_for(2, [5, 6]).number, ticket_for(1, [6]).number}) == 3


def test_a_second_tap_is_one_answer(afternoon, say) -> None:
    assert [say(0, MINUTES[0], ANSWERS[0]) for _ in range(2)] == [303, 409]
    assert tally() == (0, 0, 0, 0, 0, 0, 1)


@both_databases
@pytest.mark.django_db(transaction=True)
def test_of_taps_at_the_same_moment_one_counts_and_no_familys_answer_is_lost(afternoon) -> None:
    tickets = [ticket_for(afternoon.session.pk, [account.pk]) for account in afternoon.guardians]
    got = together([partial(give, afternoon, ticket) for ticket in [*tickets, *tickets]])
    assert sorted(getattr(answer, "code", "counted") for answer in got) == ["answered_already"] * 3 + ["counted"] * 3
    assert tally() == (0, 0, 0, 0, 0, 3, 0)


def test_who_has_no_ticket_or_one_of_another_lesson_is_not_heard(afternoon) -> None:
    other = follow_up(afternoon)
    forged = replace(ticket_for(afternoon.session.pk, [1]), number="0" * 64)
    for ticket in (ticket_for(other.session.pk, [1]), forged):
        with pytest.raises(NotYours):
            give(afternoon, ticket)
    assert not PulseTally.objects.exists() and not PulseTicket.objects.exists()


def test_an_answer_that_brings_a_name_a_device_or_a_key_is_not_taken(afternoon) -> None:
    ticket = ticket_for(afternoon.session.pk, [1])
    named = act_of(afternoon.guardians[0], MINUTES[0])
    for act in (named, by_public(MINUTES[0], device="abc123"), by_public(MINUTES[0], key="form-1")):
        with pytest.raises(Refusal) as refused:
            give(afternoon, ticket, act)
        assert refused.value.code == "not_anonymous"
    assert not PulseTally.objects.exists()


def test_three_days_after_the_lesson_it_is_over(afternoon) -> None:
    ticket = ticket_for(afternoon.session.pk, [1])
    with pytest.raises(Refusal) as refused:
        give(afternoon, ticket, by_public(moment(0, 1) + timedelta(days=4)))
    assert refused.value.code == "pulse_over"
    give(afternoon, ticket, by_public(moment(23, 59) + timedelta(days=3)))
    assert tally()[5] == 1


@pytest.mark.clause("附.11", "附.6")
def test_the_rules_hear_the_answers(afternoon) -> None:
    for account in range(1, 6):
        said = {"unattended": account > 3, "new_lesson": account < 3, "satisfied": 1}
        give(afternoon, ticket_for(afternoon.session.pk, [account]), **said)
    facts = term_facts(afternoon.school.pk, afternoon.session.term_id)
    for rule in ("unattended-reported", "new-lesson-reported"):
        (found,) = problems(rule, facts)
        assert (found.evidence["answers"], found.evidence["say_so"]) == (5, 2)
    (found,) = problems("satisfaction-low", facts, satisfaction={"mean": 3, "answers": 5})
    assert found.evidence["sum"] == 5
