"""The way back to the demo's beginning: every row at once, under a running server, whoever is signed in."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from kehou.kernel import clock, demo
from kehou.kernel.jobs import Tick, beat
from kehou.org.models import School
from kehou.people.models import Account
from tests.make.people import make_account, make_officer, make_school, set_password

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def beginning(settings: LazySettings, at: datetime) -> Iterator[School]:
    """A demo that began with one school and one officer."""
    if connection.vendor != "sqlite":
        pytest.skip("the demo is an SQLite file")
    settings.KEHOU_DEMO = True
    clock.set_demo_time(at)
    school = make_school("滨河示范小学")
    officer = set_password(make_officer("coordinator", school, "孟晓东"), "demo-demo-1")
    Account.objects.filter(pk=officer.pk).update(demo_name="coordinator")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    demo.keep_beginning(demo.database(), demo.database())
    yield school
    demo.beginning_of(demo.database()).unlink()


def enter(client: Client) -> None:
    client.post(reverse("account:demo_enter", args=[Account.objects.get(demo_name="coordinator").pk]))


def test_what_was_done_is_undone_and_the_clock_stands_at_the_start(beginning: School, at: datetime) -> None:
    later = make_school("新学校")
    School.objects.filter(pk=beginning.pk).update(name="改了名的学校")
    clock.set_demo_time(at + timedelta(days=3))
    demo.return_to_beginning(at)
    assert list(School.objects.values_list("pk", "name")) == [(beginning.pk, "滨河示范小学")]
    assert abs(clock.now() - at) < timedelta(seconds=5)
    assert make_school("再一所").pk > later.pk, "an id is never another row's"


def test_who_is_signed_in_stays_so_and_whom_the_beginning_did_not_know_is_signed_out(
    client: Client, beginning: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kehou.web.account.demo_clock.ticks", lambda: ())
    enter(client)
    stranger = Client()
    account = make_account("新来的")
    Account.objects.filter(pk=account.pk).update(demo_name="new")
    stranger.post(reverse("account:demo_enter", args=[account.pk]))
    answer = client.post(reverse("account:demo_clock"), {"to": "start"})
    assert answer.status_code == 303
    page = client.get(answer["Location"], follow=True)
    assert "已回到起点" in page.content.decode() and page.wsgi_request.user.is_authenticated
    assert not stranger.get("/", follow=True).wsgi_request.user.is_authenticated


def test_a_connection_that_is_open_elsewhere_sees_the_beginning_at_its_next_look(
    beginning: School, at: datetime
) -> None:
    make_school("新学校")
    with closing(sqlite3.connect(demo.database())) as other:
        count = "SELECT COUNT(*) FROM org_school"
        assert other.execute(count).fetchone() == (2,)
        demo.return_to_beginning(at)
        assert other.execute(count).fetchone() == (1,)


def test_it_waits_for_a_deed_that_is_being_written_and_loses_nothing_of_order(beginning: School, at: datetime) -> None:
    writing, done = threading.Event(), threading.Event()

    def write() -> None:
        try:
            with transaction.atomic():
                make_school("正在写的")
                writing.set()
                time.sleep(0.6)
            done.set()
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    writing.wait(5)
    demo.return_to_beginning(at)
    assert done.is_set() and School.objects.count() == 1
    writer.join()
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_where_the_database_is_never_free_nothing_changes(
    beginning: School, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "PATIENCE_S", 0.3)
    make_school("新学校")
    with closing(sqlite3.connect(demo.database(), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises((TimeoutError, sqlite3.OperationalError)):
            demo.return_to_beginning(at)
        other.execute("ROLLBACK")
    assert School.objects.count() == 2
    assert not list(demo.database().parent.glob("demo-return-*"))


def test_a_beat_of_the_worker_ends_before_the_rows_it_has_read_are_replaced(beginning: School, at: datetime) -> None:
    """Without the pause it would write what it read in the evening into the afternoon."""
    reading, order = threading.Event(), []

    def tick(_at: datetime) -> int:
        reading.set()
        time.sleep(0.5)
        order.append("beat")
        return 1

    def worker() -> None:
        beat(Tick("slow", 1, tick))
        connection.close()

    thread = threading.Thread(target=worker)
    thread.start()
    reading.wait(5)
    demo.return_to_beginning(at)
    order.append("return")
    thread.join()
    assert order == ["beat", "return"]


def test_without_a_kept_beginning_there_is_no_button_and_no_way(client: Client, settings: LazySettings) -> None:
    settings.KEHOU_DEMO = True
    assert not demo.has_beginning()
    assert "回到起点" not in client.get(reverse("account:sign_in")).content.decode()
    assert client.post(reverse("account:demo_clock"), {"to": "start"}).status_code == 404


def test_a_real_citys_database_has_no_beginning(beginning: School, settings: LazySettings, at: datetime) -> None:
    settings.KEHOU_DEMO = False
    with pytest.raises(RuntimeError):
        demo.return_to_beginning(at)


def test_a_busy_demo_says_so_and_stays_as_it_is(
    client: Client, beginning: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_at: Any) -> None:
        raise TimeoutError

    monkeypatch.setattr(demo, "return_to_beginning", busy)
    enter(client)
    page = client.post(reverse("account:demo_clock"), {"to": "start"}, follow=True)
    assert "什么都没有变" in page.content.decode()
