"""Ranking on the phone: saved as one goes, conflicts told, the deadline is the server's."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kehou.enrol.models import Round, Wishes
from kehou.kernel.secrets import opaque_id
from tests.make.enrol import (
    CLOSES,
    OPENS,
    Choosing,
    Family,
    draw,
    make_choosing,
    make_class_block,
    make_course,
    make_round,
    wish,
)

pytestmark = pytest.mark.django_db
NOW = OPENS + timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    def to(at):
        monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)

    to(NOW)
    return to


def phone(family: Family) -> Client:
    client = Client()
    client.force_login(family.guardian)
    return client


def url(family: Family) -> str:
    return reverse("family:choose", args=[family.child.pk])


def key(section) -> str:
    return opaque_id("section", section.pk)


@pytest.fixture
def choosing() -> Choosing:
    choosing = make_choosing()
    make_class_block(choosing.school)
    choosing.family()
    return choosing


def test_the_week_shows_the_fixed_block_locked_and_each_wish_in_its_place(choosing) -> None:
    family = choosing.families[0]
    tennis, clay = make_course(choosing.school, "乒乓球", days=("mon", "wed")), make_course(choosing.school, "陶泥")
    wish(family, make_round(choosing), tennis, clay)
    page = phone(family).get(url(family)).content.decode()
    assert "作业辅导，每天都有" in page
    assert page.count("kh-week-c--mine") == 2
    assert "和第1志愿都在周一，只会录其中一个" in page
    assert "2 个志愿" in page


def test_a_wish_added_from_a_page_that_is_no_longer_new_leaves_the_earlier_one_before_it(choosing) -> None:
    """Two taps on a slow network, or the other guardian at the other phone."""
    family, round_ = choosing.families[0], make_round(choosing)
    tennis, clay, song = (make_course(choosing.school, name) for name in ("乒乓球", "陶泥", "合唱"))
    wish(family, round_, song)
    client = phone(family)
    assert client.get(url(family)).content.decode().count('name="seen"') == 2
    drawn = {"seen": ["", key(song)], "ranked": [key(song)]}
    client.post(url(family), {**drawn, "add": key(tennis)})
    client.post(url(family), {**drawn, "add": key(clay)})
    client.post(url(family), {**drawn, "add": key(clay)})  # the same once more
    assert Wishes.objects.get(round=round_).ranked == [song.pk, tennis.pk, clay.pk]


def test_a_wish_taken_away_stays_away(choosing) -> None:
    family, round_ = choosing.families[0], make_round(choosing)
    tennis, clay = make_course(choosing.school, "乒乓球"), make_course(choosing.school, "陶泥")
    wish(family, round_, tennis, clay)
    drawn = {"seen": ["", key(tennis), key(clay)]}
    client = phone(family)
    client.post(url(family), {**drawn, "ranked": [key(clay)]}, headers={"HX-Request": "true"})
    client.post(url(family), {**drawn, "ranked": [], "move": f"remove:{key(clay)}"})
    assert Wishes.objects.get(round=round_).ranked == []


def test_every_change_is_saved_and_the_week_comes_back(choosing) -> None:
    family, round_ = choosing.families[0], make_round(choosing)
    tennis, clay = make_course(choosing.school, "乒乓球"), make_course(choosing.school, "陶泥", days=("tue",))
    client = phone(family)
    answer = client.post(url(family), {"ranked": [key(clay), key(tennis)]}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.content.decode().lstrip().startswith('<div id="week"')
    assert Wishes.objects.get(round=round_).ranked == [clay.pk, tennis.pk]
    assert Wishes.objects.get(round=round_).submitted_at is None
    assert "已保存" in client.get(url(family)).content.decode()


def test_without_script_the_buttons_add_move_and_remove(choosing) -> None:
    family, round_ = choosing.families[0], make_round(choosing)
    a, b = make_course(choosing.school, "甲课"), make_course(choosing.school, "乙课")
    client, ranked = phone(family), lambda: Wishes.objects.get(round=round_).ranked
    client.post(url(family), {"add": key(a)})
    client.post(url(family), {"ranked": [key(a)], "add": key(b)})
    assert ranked() == [a.pk, b.pk]
    client.post(url(family), {"ranked": [key(a), key(b)], "move": f"up:{key(b)}"})
    assert ranked() == [b.pk, a.pk]
    client.post(url(family), {"ranked": [key(b), key(a)], "move": f"remove:{key(b)}"})
    assert ranked() == [a.pk]
    client.post(url(family), {"ranked": [key(a)], "submit": "1"})
    assert Wishes.objects.get(round=round_).submitted_at == NOW


def test_the_deadline_is_the_servers_and_what_was_saved_before_it_counts(choosing, clock) -> None:
    family, round_ = choosing.families[0], make_round(choosing)
    tennis, client = make_course(choosing.school, "乒乓球"), phone(family)
    wish(family, round_, tennis)
    clock(CLOSES)
    assert client.post(url(family), {"ranked": []}).status_code == 409
    assert Wishes.objects.get(round=round_).ranked == [tennis.pk]
    assert "您截止前保存了 1 个志愿" in client.get(url(family)).content.decode()


@pytest.mark.clause("二.1")
def test_choosing_comes_after_joining(choosing) -> None:
    family = choosing.family(joins=False)
    tennis, round_ = make_course(choosing.school), make_round(choosing)
    page = phone(family).get(url(family)).content.decode()
    assert "还没有参加课后服务" in page
    assert phone(family).post(url(family), {"ranked": [key(tennis)]}).status_code == 409
    assert not Wishes.objects.filter(round=round_).exists()


def test_a_course_of_other_grades_is_shown_locked_and_refused(choosing) -> None:
    family, robots = choosing.families[0], make_course(choosing.school, "机器人", grades=(5, 6))
    make_round(choosing)
    page = phone(family).get(url(family)).content.decode()
    assert "五、六年级开设，四年级暂时不能选" in page
    answer = phone(family).post(url(family), {"ranked": [key(robots)]})
    assert (answer.status_code, "不对这个年级开放" in answer.content.decode()) == (409, True)


def test_before_a_round_and_after_its_draw_the_page_says_what_comes(choosing) -> None:
    family = choosing.families[0]
    assert "现在没有选课" in phone(family).get(url(family)).content.decode()
    draw(make_round(choosing))
    assert "已经摇过号" in phone(family).get(url(family)).content.decode()
    assert Round.objects.get().state == "drawn"


def test_a_made_up_course_is_not_found(choosing) -> None:
    make_round(choosing)
    assert phone(choosing.families[0]).post(url(choosing.families[0]), {"ranked": ["nonsense"]}).status_code == 404


@pytest.mark.parametrize("courses", [3, 60])
def test_the_page_costs_few_statements_whatever_the_menu(choosing, courses, django_assert_max_num_queries) -> None:
    family, round_ = choosing.families[0], make_round(choosing)
    sections = [make_course(choosing.school, f"课{n}", days=("tue",)) for n in range(courses)]
    wish(family, round_, *sections[:3])
    client = phone(family)
    with django_assert_max_num_queries(12):
        page = client.get(url(family)).content.decode()
    assert page.count('name="add"') <= 12
