"""An account that left is ended where the school keeps its people: what follows is read first (I21, 附.11)."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from kehou.menu.models import RosterEntry
from kehou.org.rows import scope
from kehou.people.models import Account, StaffMember
from tests.make.day import make_afternoon, moment
from tests.make.menu import make_sections
from tests.make.people import make_officer, make_pupil, make_school, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)


@pytest.fixture
def teacher() -> StaffMember:
    return make_staff(make_school(), "苏日娜")


def at_desk(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def end_of(teacher: StaffMember) -> str:
    return reverse("school:account_end", args=[teacher.school_id, teacher.account_id])


@pytest.mark.invariant("I21")
def test_whoever_is_signed_in_is_out_at_the_next_click_and_cannot_come_back(teacher: StaffMember) -> None:
    office, phone = at_desk(make_officer("coordinator", teacher.school)), at_desk(teacher.account)  # type: ignore[arg-type]
    assert phone.get(reverse("account:me")).status_code == 200
    page = office.get(end_of(teacher)).content.decode()
    assert "苏日娜要离开学校吗" in page and "下一次点击就打不开" in page and "没有哪个班只靠这一位" in page
    assert phone.get(reverse("account:me")).status_code == 200  # reading ends nothing
    assert office.post(end_of(teacher), {"act_key": "a"}).status_code == 303
    assert phone.get(reverse("account:me")).status_code == 302
    assert phone.get(reverse("teacher:today")).status_code == 302
    assert "苏日娜已经离开" in office.get(end_of(teacher)).content.decode()
    assert "苏日娜" not in office.get(reverse("school:adults", args=[teacher.school_id])).content.decode()


def test_a_second_tap_changes_nothing(teacher: StaffMember) -> None:
    office = at_desk(make_officer("coordinator", teacher.school))
    assert [office.post(end_of(teacher), {"act_key": "a"}).status_code for _ in range(2)] == [303, 303]
    assert Account.objects.get(pk=teacher.account_id).session_epoch == 1


def test_the_way_there_stands_beside_everybody_who_has_an_account(teacher: StaffMember) -> None:
    office = at_desk(make_officer("coordinator", teacher.school))
    gate = make_officer("gate", teacher.school, "陈志")
    adults = office.get(reverse("school:adults", args=[teacher.school_id])).content.decode()
    accounts = office.get(reverse("school:accounts", args=[teacher.school_id])).content.decode()
    assert end_of(teacher) in adults and "苏日娜离开学校" in adults
    assert reverse("school:account_end", args=[teacher.school_id, gate.pk]) in accounts


@pytest.mark.clause("附.11")
def test_who_is_with_children_is_not_ended_and_the_page_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    afternoon = make_afternoon()
    afternoon.sign_in()
    afternoon.call_roll()
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: moment(16, 30))
    office = at_desk(make_officer("coordinator", afternoon.school))
    answer = office.post(end_of(afternoon.teacher), {"act_key": "a"})
    assert answer.status_code == 409
    assert "苏日娜还在四（2）班签着到" in answer.content.decode() and "派另一位老师去接手" in answer.content.decode()


def test_a_coach_without_an_account_leaves_from_the_page_of_outside_people(teacher: StaffMember) -> None:
    coach = make_staff(teacher.school, "梁教练", "volunteer", account=False)
    office = at_desk(make_officer("coordinator", teacher.school))
    outside = reverse("school:outside", args=[teacher.school_id])
    end = reverse("school:outside_end", args=[teacher.school_id, coach.pk])
    assert end in office.get(outside).content.decode()
    page = office.get(end).content.decode()
    assert "梁教练不再带班" in page and "登着的手机" not in page
    assert office.post(end, {"act_key": "a"}).status_code == 303
    assert "梁教练已经离开" in office.get(end).content.decode()
    assert "梁教练" not in office.get(outside).content.decode()


def test_pages_beside_a_way_mark_it_as_the_one_that_is_current(teacher: StaffMember) -> None:
    office = at_desk(make_officer("coordinator", teacher.school))
    for page, way in (("lists", "people"), ("adults", "people"), ("outside", "sections"), ("questions", "plan")):
        html = office.get(reverse(f"school:{page}", args=[teacher.school_id])).content.decode()
        url = reverse(f"school:{way}", args=[teacher.school_id])
        current = [link for link in html.split("<a ") if 'aria-current="page"' in link.split(">")[0]]
        assert [url in link for link in current] == [True], page


@pytest.mark.invariant("I15")
def test_other_schools_people_are_not_found_here(teacher: StaffMember) -> None:
    stranger = make_staff(make_school("望山路小学"), "赵平")
    office = at_desk(make_officer("coordinator", teacher.school))
    elsewhere = reverse("school:account_end", args=[teacher.school_id, stranger.account_id])
    assert office.get(elsewhere).status_code == 404 and office.post(elsewhere).status_code == 404
    assert at_desk(make_officer("gate", teacher.school)).get(end_of(teacher)).status_code == 404


def test_the_page_costs_twelve_statements_at_most(
    teacher: StaffMember,
    django_assert_max_num_queries: Callable,  # type: ignore[type-arg]
) -> None:
    make_pupil(teacher.school, grade=3)
    for section in make_sections(teacher.school):
        RosterEntry.objects.create(
            **scope(teacher.school_id), section=section, staff=teacher, weekday="mon", since=date(2026, 9, 9)
        )
    office = at_desk(make_officer("coordinator", teacher.school))
    office.get(end_of(teacher))
    with django_assert_max_num_queries(12):
        assert office.get(end_of(teacher)).content.decode().count("去补人") >= 2
