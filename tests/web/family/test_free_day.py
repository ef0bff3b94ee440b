"""A day without a lesson: the page says why, and what can be done."""

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from kehou.enrol.models import Consent, Seat
from kehou.kernel.clock import LOCAL
from kehou.menu.models import Meet
from kehou.org.models import CalendarDay
from kehou.org.rows import scope
from kehou.people.models import Pupil
from tests.make.day import make_section
from tests.make.people import make_guardian, make_pupil, make_school, term_of

pytestmark = pytest.mark.django_db
SUNDAY = datetime(2026, 11, 1, 10, tzinfo=LOCAL)


class Family:
    def __init__(self, client: Client) -> None:
        self.client, self.school = client, make_school()
        self.child = make_pupil(self.school)
        self.account = make_guardian(self.child)
        self.term = term_of(self.school)
        client.force_login(self.account)

    def says(self, act: str) -> None:
        Consent.objects.create(
            **scope(self.school.pk), pupil=self.child, term=self.term, act=act, by="guardian", account=self.account,
            at=datetime(2026, 8, 22, 9, tzinfo=LOCAL), text_version="1",
        )  # fmt: skip

    def sits_in(self, *weekdays: str) -> None:
        section = make_section(self.school)
        for day in weekdays:
            Meet.objects.create(
                **scope(self.school.pk), section=section, window_key="pm", weekday=day, starts="16:10", ends="17:10",
                from_date=self.term.first_day, until_date=self.term.last_day,
            )  # fmt: skip
        Seat.objects.create(
            **scope(self.school.pk), term=self.term, section=section, pupil=self.child, state="confirmed", how="class",
            since=datetime(2026, 9, 1, tzinfo=LOCAL),
        )  # fmt: skip

    def page(self, name: str = "today") -> str:
        return self.client.get(reverse(f"family:{name}", args=[self.child.pk])).content.decode()


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    moment = [SUNDAY]
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: moment[0])
    return moment


@pytest.fixture
def family(client: Client, now: list[datetime]) -> Family:
    return Family(client)


@pytest.mark.clause("二.1")
def test_undecided_the_page_asks_and_presses_nobody(family: Family) -> None:
    html = family.page()
    assert "沐阳要参加课后服务吗，等您决定" in html and "参加不参加由您定" in html
    assert "请假" not in html and "换人接" not in html


def test_declined_is_said_as_it_is(family: Family) -> None:
    family.says("decline")
    assert "沐阳没有参加课后服务" in family.page()


def test_a_free_day_is_said_once_and_leads_to_the_days_with_lessons(family: Family) -> None:
    family.says("join")
    family.sits_in("mon", "wed")
    html = family.page()
    assert html.count("今天没有课后服务") == 1 and reverse("family:week", args=[family.child.pk]) in html
    assert "给以后的日子请假" in html and "由监护人或名单上的人接" not in html
    html = family.page("week")
    assert "沐阳这两周还有 2 天有课" in html and "11月2日 周一" in html and "11月4日 周三" in html


def test_a_day_off_and_a_make_up_day_move_the_lessons(family: Family, now: list[datetime]) -> None:
    family.sits_in("mon")
    district = family.school.district
    CalendarDay.objects.create(district=district, date=date(2026, 11, 2), day="off")
    CalendarDay.objects.create(district=district, date=date(2026, 11, 8), day="workday", follows="mon")
    html = family.page("week")
    assert "沐阳这两周还有 1 天有课" in html and "11月8日 周日" in html and "11月2日" not in html


def test_before_the_first_day_and_after_the_last(family: Family, now: list[datetime]) -> None:
    family.says("join")
    family.sits_in("mon")
    now[0] = datetime(2026, 8, 25, 10, tzinfo=LOCAL)
    assert "8月31日 周一 开学" in family.page()
    assert "8月31日 周一" in family.page("week")
    now[0] = datetime(2027, 1, 20, 10, tzinfo=LOCAL)
    html = family.page()
    assert "这学期的课后服务结束了" in html and "看账单" in html and "请假" not in html
    assert "这学期的课后服务结束了" in family.page("week")


def test_whose_child_has_left_learns_where_to_turn(family: Family) -> None:
    Pupil.objects.update(left_on=date(2026, 10, 1))
    html = family.client.get(reverse("family:home")).content.decode()
    assert "您没有在读的孩子" in html and "用开通码绑定孩子" in html


def test_children_at_two_schools_each_have_their_day(family: Family) -> None:
    other = make_pupil(make_school("河东小学"), "周沐雨", grade=1)
    make_guardian(other)
    other.guardianship_set.update(account=family.account)
    html = family.page()
    assert "周沐雨" in html and reverse("family:today", args=[other.pk]) in html


def test_the_pages_cost_twelve_statements_at_most(family: Family, django_assert_max_num_queries) -> None:
    family.says("join")
    family.sits_in("mon", "tue", "wed", "thu", "fri")
    for name in ("today", "week"):
        family.page(name)
        with django_assert_max_num_queries(12):
            family.page(name)
