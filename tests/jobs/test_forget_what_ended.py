"""What has served its purpose is gone on the day the table of retention names, and not before (I18)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from kehou.day.models import CodeTry, Collector, PulseTally, PulseTicket
from kehou.jobs.forget_what_ended import run
from kehou.kernel.act import Act, by_account
from kehou.kernel.action import ACTIONS, action
from kehou.kernel.models import AuditEvent, IdempotencyKey, OutboxMessage
from kehou.kernel.permit import anyone
from kehou.org.rows import scope
from kehou.people.models import ActivationCode, Guardianship, Invitation, Pupil, WebSession
from tests.make.day import make_afternoon
from tests.make.people import make_account, make_guardian, make_pupil, make_school

pytestmark = [pytest.mark.django_db, pytest.mark.invariant("I18")]
DAY = timedelta(days=1)


def test_a_form_sent_again_is_one_deed_for_thirty_days_and_then_its_key_is_forgotten(at: datetime) -> None:
    @action(allow=[anyone])
    def count_once(act: Act) -> dict[str, int]:
        return {"done": AuditEvent.objects.count()}

    ACTIONS.popitem()
    act = by_account(5, at, key="form-1")
    first = count_once(act)
    assert run(at + 30 * DAY) == 0
    assert count_once(act) == first
    assert run(at + 30 * DAY + timedelta(hours=1)) == 1
    assert not IdempotencyKey.objects.exists()
    assert AuditEvent.objects.filter(actor_id=5).count() == 1, "what was done stays on record"


def test_a_key_outlives_every_session_in_which_its_form_was_shown(settings) -> None:
    from kehou.people.retention import KEYS

    assert 2 * timedelta(seconds=settings.SESSION_COOKIE_AGE) <= KEYS


def test_letters_go_after_a_school_year(at: datetime) -> None:
    OutboxMessage.objects.create(account_id=1, kind="x", title="乐乐没到", body="x", created_at=at)
    assert run(at + 400 * DAY) == 0
    assert run(at + 401 * DAY) == 1 and not OutboxMessage.objects.exists()


def test_slips_go_a_month_after_they_were_used_or_ran_out(at: datetime) -> None:
    child, account = make_pupil(make_school()), make_account()
    mine = {**scope(child.school_id), "pupil": child, "issued_at": at}
    ActivationCode.objects.create(**mine, code_hash="used", expires_at=at + 90 * DAY, used_at=at)
    ActivationCode.objects.create(**mine, code_hash="out", expires_at=at + 90 * DAY)
    Invitation.objects.create(account=account, code_hash="dead", issued_at=at, expires_at=at)
    Invitation.objects.create(account=account, code_hash="good", issued_at=at, expires_at=at + 30 * DAY)
    assert run(at + 30 * DAY) == 0
    assert run(at + 31 * DAY) == 2
    left = [
        *ActivationCode.objects.values_list("code_hash", flat=True),
        *Invitation.objects.values_list("code_hash", flat=True),
    ]
    assert left == ["out", "good"]


def test_a_browser_that_was_signed_in_is_forgotten_when_its_session_has_ended(at: datetime) -> None:
    for _ in range(2):
        Client().force_login(make_account())
    ended = WebSession.objects.first()
    assert ended is not None
    WebSession.objects.filter(pk=ended.pk).update(expire_date=datetime.now(UTC) - timedelta(minutes=1))
    assert run(at + 3 * DAY) == 1, "by the real clock: the demo's may stand anywhere"
    assert WebSession.objects.count() == 1


def test_the_phone_of_a_former_guardian_goes_a_month_later_and_the_tie_stays(at: datetime) -> None:
    child = make_pupil(make_school())
    make_guardian(child)
    Guardianship.objects.update(phone="19900001111", phone_index="x", until=at)
    assert run(at + 29 * DAY) == 0
    assert run(at + 31 * DAY) == 1
    tie = Guardianship.objects.get()
    assert (tie.phone, tie.phone_index, tie.pupil_id) == ("", "", child.pk)


def test_the_id_number_of_a_child_that_left_goes_a_term_later(at: datetime) -> None:
    school = make_school()
    left, other, here = (make_pupil(school) for _ in range(3))
    Pupil.objects.filter(pk__in=[left.pk, other.pk]).update(left_on=at.date(), id_number="150302201501010010")
    assert run(at + 180 * DAY) == 0
    assert run(at + 182 * DAY) == 2
    kept = {pupil.pk: (pupil.id_number, pupil.id_index) for pupil in Pupil.objects.all()}
    assert kept[left.pk] == ("", f"left-{left.pk}") and kept[other.pk][0] == ""
    assert kept[here.pk] == (here.id_number, here.id_index)


def test_a_collectors_phone_goes_a_week_after_and_the_name_stays(at: datetime) -> None:
    afternoon = make_afternoon()
    own = {**scope(afternoon.school.pk), "pupil": afternoon.children[0], "authorised_by": afternoon.guardians[0],
           "relation": "爷爷", "phone": "19900002222", "since": at}  # fmt: skip
    revoked = Collector.objects.create(**own, name="周国栋", revoked_at=at)
    one_day = Collector.objects.create(**own, name="周国梁", only_on=at.date())
    Collector.objects.create(**own, name="周国柱")
    assert run(at + 6 * DAY) == 0
    assert run(at + 9 * DAY) == 2
    assert {row.name for row in Collector.objects.all() if not row.phone} == {revoked.name, one_day.name}


def test_typed_codes_go_after_a_month(at: datetime) -> None:
    afternoon = make_afternoon()
    CodeTry.objects.create(
        **scope(afternoon.school.pk), session=afternoon.session, collector=None, account=afternoon.guardians[0], at=at
    )
    assert run(at + 30 * DAY) == 0
    assert run(at + 31 * DAY) == 1 and not CodeTry.objects.exists()


def test_that_a_family_answered_about_a_lesson_goes_when_nobody_can_answer_any_more(at: datetime) -> None:
    session = make_afternoon().session
    own = {**scope(session.school_id), "session": session}
    PulseTicket.objects.create(number="a" * 64, **own)
    PulseTally.objects.create(satisfied_4=1, **own)
    assert run(at + 3 * DAY) == 0
    assert run(at + 4 * DAY) == 1 and not PulseTicket.objects.exists()
    assert PulseTally.objects.get().satisfied_4 == 1


def test_where_nothing_has_ended_nothing_is_done_and_no_event_is_written(at: datetime) -> None:
    assert run(at) == 0
    assert not AuditEvent.objects.exists()


def test_many_go_in_batches_within_one_beat(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kehou.people.retention.BATCH", 2)
    IdempotencyKey.objects.bulk_create(
        IdempotencyKey(actor_id=1, key=str(n), deed="x", digest="x", at=at) for n in range(5)
    )
    assert run(at + 40 * DAY) == 5
    assert AuditEvent.objects.filter(deed="people.forget_keys").count() == 3
