"""A teacher offers on the phone, signs with the own hand, and steps back with one button."""

import pytest
from django.urls import reverse

from kehou.menu.actions.assign_adult import assign_adult
from kehou.staff.models import Application, Pledge
from tests.make.menu import make_sections
from tests.make.people import act_of, make_officer, make_pupil, make_school, make_staff
from tests.make.staff import make_application, make_teacher

pytestmark = pytest.mark.django_db
OFFER = {"weekdays": ["mon", "wed"], "homework_duty": "yes", "max_hours": "2.5"}
SIGNED = {"no_new_lesson": "on", "no_paid_tutoring": "on"}


@pytest.fixture(autouse=True)
def _clock(at, monkeypatch):
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)


@pytest.fixture
def school():
    return make_school()


@pytest.fixture
def page(school):
    return reverse("teacher:apply", args=[school.pk])


@pytest.mark.clause("附.6")
@pytest.mark.clause("附.12")
def test_nothing_is_ticked_and_the_pledges_quote_their_clauses(client, school, page) -> None:
    client.force_login(make_staff(school).account)
    html = client.get(page).content.decode()
    assert "2026年秋季学期的课后服务，您愿意参加吗" in html
    assert "checked" not in html and html.count("kh-quote") == 2


@pytest.mark.clause("五.1")
def test_an_offer_reaches_the_school_with_its_courses(client, school, page) -> None:
    client.force_login(make_staff(school).account)
    sent = OFFER | SIGNED | {"course_name": ["剪纸", ""], "course_kind": ["handcraft", "homework"]}
    answer = client.post(page, sent, follow=True)
    assert "已申报周一、周三，等学校选定" in answer.content.decode()
    row = Application.objects.get()
    assert (row.max_minutes, row.courses) == (150, [{"name": "剪纸", "content": "handcraft"}])
    assert Pledge.objects.count() == 2


def test_without_both_ticks_the_form_comes_back_as_it_was(client, school, page) -> None:
    client.force_login(make_staff(school).account)
    answer = client.post(page, OFFER | {"no_new_lesson": "on", "course_name": ["剪纸"], "course_kind": ["handcraft"]})
    html = answer.content.decode()
    assert answer.status_code == 422 and "请读完后勾选" in html
    assert 'value="剪纸"' in html and 'value="2.5"' in html
    assert not Application.objects.exists()


@pytest.mark.parametrize("hours", ["0", "51", "两小时", "1.25"])
def test_a_limit_that_cannot_be_read_is_named(client, school, page, hours) -> None:
    client.force_login(make_staff(school).account)
    answer = client.post(page, OFFER | SIGNED | {"max_hours": hours})
    assert answer.status_code == 422 and "请填 0.5 到 50" in answer.content.decode()


@pytest.mark.clause("二.1")
def test_stepping_back_takes_one_button_and_no_reason(client, school, page, at, django_assert_max_num_queries) -> None:
    make_pupil(school, grade=4, class_no=1)
    section = make_sections(school)[0]
    teacher = make_teacher(school)
    assign_adult(act_of(make_officer("coordinator", school), at), section_id=section.pk, staff_id=teacher.pk)
    client.force_login(teacher.account)
    with django_assert_max_num_queries(12):
        html = client.get(page).content.decode()
    assert "学校选定了您：周一至周五" in html and "您现在每周带 2 次" in html and "周二 17:10–18:10" in html
    answer = client.post(reverse("teacher:apply_step_back", args=[school.pk]), follow=True)
    assert "您已退出" in answer.content.decode() and "您愿意参加吗" in answer.content.decode()
    assert Application.objects.get().state == "withdrawn"


@pytest.mark.invariant("I15")
def test_only_teachers_of_the_school_find_the_page(client, school, page) -> None:
    make_application(make_staff(school))
    for account in (make_officer("coordinator", school), make_staff(make_school("河畔小学")).account):
        client.force_login(account)
        assert client.get(page).status_code == 404
        assert client.post(page, OFFER | SIGNED).status_code == 404
        assert client.post(reverse("teacher:apply_step_back", args=[school.pk])).status_code == 404
    assert Application.objects.get().state == "accepted"
