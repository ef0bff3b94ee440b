"""Where a teacher is missing, and one step to fill it."""

import pytest
from django.urls import reverse

from kehou.menu.models import RosterEntry, Section
from tests.make.menu import document, make_filed_version, make_room, make_sections
from tests.make.people import make_officer, make_pupil, make_school, make_staff
from tests.make.staff import make_application, make_coach, make_provider, make_teacher

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(at, monkeypatch):
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)


@pytest.fixture
def school():
    school = make_school()
    make_pupil(school, grade=4, class_no=1)
    return school


@pytest.fixture(autouse=True)
def coordinator(client, school):
    account = make_officer("coordinator", school)
    client.force_login(account)
    return account


def _open(client, screen, /, *ids, **query):
    return client.get(reverse(f"school:{screen}", args=ids), query).content.decode()


@pytest.mark.clause("附.1")
def test_without_a_filed_plan_there_is_nothing_to_open(client, school) -> None:
    assert "还没有备案的方案，不能开教学班" in _open(client, "sections", school.pk)
    assert client.post(reverse("school:sections_open", args=[school.pk])).status_code == 409


def test_one_step_opens_everything_the_plan_promises(client, school) -> None:
    make_filed_version(school)
    assert "方案已备案，教学班还没开出来" in _open(client, "sections", school.pk)
    answer = client.post(reverse("school:sections_open", args=[school.pk]), follow=True)
    assert "还有 4 个教学班没有老师，4 个没有教室" in answer.content.decode()


@pytest.mark.clause("五.2")
def test_putting_somebody_in_charge_leads_to_the_next_gap(client, school, django_assert_max_num_queries) -> None:
    first, second = make_sections(school)[:2]
    teacher, silent = make_teacher(school), make_staff(school, "没申报")
    with django_assert_max_num_queries(12):
        page = _open(client, "section", school.pk, first.pk)
    assert "乒乓球一班 周二、周四还没有老师" in page and "苏日娜" in page
    assert "没申报老师没有申报这学期的课后服务" in page
    url = reverse("school:section", args=[school.pk, first.pk])
    answer = client.post(url, {"weekdays": ["tue", "thu"], "adult": str(teacher.number), "main": "yes"})
    assert answer.status_code == 303 and answer.url == reverse("school:section", args=[school.pk, second.pk])
    assert RosterEntry.objects.filter(section=first, staff=teacher).count() == 2
    # The refusal names the clause and keeps what was chosen.
    url = reverse("school:section", args=[school.pk, second.pk])
    refused = client.post(url, {"weekdays": ["tue"], "adult": str(silent.number), "main": "yes"})
    assert refused.status_code == 409 and "主动申报" in refused.content.decode()
    assert not RosterEntry.objects.filter(staff=silent).exists()


def test_a_long_list_of_teachers_is_cut_and_searched_by_name(client, school) -> None:
    section = make_sections(school)[0]
    for place in range(25):
        make_teacher(school, f"老师{place}")
    page = _open(client, "section", school.pk, section.pk)
    assert "还有 5 位能来" in page and "老师24" not in page
    assert "老师24" in _open(client, "section", school.pk, section.pk, name="老师24")


def test_a_section_gets_its_room_and_its_places(client, school) -> None:
    first, second = make_sections(school)[:2]
    make_room(school)
    url = reverse("school:section_place", args=[school.pk, first.pk])
    assert client.post(url, {"room": "1", "capacity": "20", "minimum": "8"}).status_code == 303
    assert "风雨操场" in _open(client, "sections", school.pk, show="courses")
    taken = client.post(
        reverse("school:section_place", args=[school.pk, second.pk]), {"room": "1", "capacity": "24", "minimum": "0"}
    )
    assert taken.status_code == 422 and "换一间空着的教室" in taken.content.decode()
    above = client.post(url, {"room": "", "capacity": "30", "minimum": "0"})
    assert "最多 24 人" in above.content.decode() and "附.1" in above.content.decode()


def test_class_sections_go_to_their_own_classrooms_in_one_step(client, school) -> None:
    make_sections(school)
    assert "1 个按行政班开的班没有教室" in _open(client, "sections", school.pk)
    client.post(reverse("school:sections_class_rooms", args=[school.pk]))
    assert Section.objects.get(class_no=1).room.name == "四（1）班教室"
    assert "按行政班开的班没有教室" not in _open(client, "sections", school.pk)


def test_somebody_stays_until_today_and_the_gap_shows_from_tomorrow(client, school, at) -> None:
    section, teacher = make_sections(school)[0], make_teacher(school)
    url = reverse("school:section", args=[school.pk, section.pk])
    client.post(url, {"weekdays": ["tue", "thu"], "adult": str(teacher.number), "main": "yes"})
    entry = RosterEntry.objects.filter(weekday="thu").get()
    assert client.post(reverse("school:section_end", args=[school.pk, section.pk, entry.pk])).status_code == 303
    entry.refresh_from_db()
    assert entry.until == at.date()
    assert "乒乓球一班 周四还没有老师" in _open(client, "section", school.pk, section.pk)


@pytest.mark.slow
def test_the_board_costs_the_same_in_a_large_school(client, school, django_assert_max_num_queries) -> None:
    for grade in (3, 4):
        for class_no in range(1, 26):
            make_pupil(school, grade=grade, class_no=class_no)
    courses = [c | {"sections": 20} for c in document()["courses"]]
    assert len(make_sections(school, document(courses=courses))) == 90
    with django_assert_max_num_queries(12):
        page = _open(client, "sections", school.pk)
    assert "第 1 页，共 3 页" in page and page.count("缺教室") == 40
    with django_assert_max_num_queries(12):
        _open(client, "section", school.pk, Section.objects.first().pk)


def test_applications_are_chosen_one_by_one(client, school, django_assert_max_num_queries) -> None:
    taken, declined = (make_application(make_staff(school, name), state="applied") for name in ("苏日娜", "其其格"))
    with django_assert_max_num_queries(12):
        assert "2 位老师等学校选定，已选定 0 位" in _open(client, "applications", school.pk)
    assert client.post(reverse("school:application_accept", args=[taken.pk])).status_code == 303
    assert client.post(reverse("school:application_decline", args=[declined.pk])).status_code == 303
    page = _open(client, "applications", school.pk)
    assert "申报都看过了，选定 1 位老师" in page and "改为选定" in page


def test_rooms_are_added_and_show_who_uses_them(client, school, django_assert_max_num_queries) -> None:
    sections = make_sections(school)
    url = reverse("school:rooms", args=[school.pk])
    sent = {"name": "美术室", "campus": "0", "floor": "三楼", "capacity": "45"}
    assert client.post(url, sent).status_code == 303
    assert client.post(url, sent).status_code == 422
    client.post(
        reverse("school:section_place", args=[school.pk, sections[2].pk]),
        {"room": "1", "capacity": "30", "minimum": "0"},
    )
    with django_assert_max_num_queries(12):
        page = _open(client, "rooms", school.pk)
    assert "1 间教室和场地可以排课" in page and "剪纸" in page


@pytest.mark.clause("五.3")
@pytest.mark.clause("附.7")
def test_outside_people_are_registered_with_papers_and_subject_companies_are_not(
    client, school, at, django_assert_max_num_queries
) -> None:
    new = reverse("school:provider_new", args=[school.pk])
    refused = client.post(new, {"name": "名师学堂", "category": "subject", "listed": "on"})
    assert refused.status_code == 422 and "学科类培训机构不能进校" in refused.content.decode()
    client.post(new, {"name": "河畔俱乐部", "category": "non_subject", "listed": "on", "licence_until": "2026-11-20"})
    person = {"name": "赵教练", "role": "institution", "provider": "1", "cleared_on": "2026-09-01"}
    url = reverse("school:outside_new", args=[school.pk])
    assert client.post(url, person).status_code == 422  # no qualification
    person |= {"qualification": "乒乓球二级教练", "qualified_until": "2027-12-31"}
    assert client.post(url, person).status_code == 303
    with django_assert_max_num_queries(12):
        page = _open(client, "outside", school.pk)
    assert "1 位校外人员，证明都在有效期" in page
    assert "赵教练的机构许可" in page and "还有 23 天" in page


@pytest.mark.invariant("I15")
def test_a_teacher_and_another_schools_coordinator_find_none_of_it(client, school) -> None:
    section = make_sections(school)[0]
    coach = make_coach(school, provider=make_provider(school))
    application = make_application(make_staff(school), state="applied")
    pages = [
        reverse("school:sections", args=[school.pk]), reverse("school:section", args=[school.pk, section.pk]),
        reverse("school:section_place", args=[school.pk, section.pk]), reverse("school:rooms", args=[school.pk]),
        reverse("school:applications", args=[school.pk]), reverse("school:outside", args=[school.pk]),
        reverse("school:outside_new", args=[school.pk]), reverse("school:outside_renew", args=[school.pk, coach.pk]),
        reverse("school:provider_renew", args=[school.pk, coach.provider_id]),
    ]  # fmt: skip
    other = make_school("河畔小学")
    for account in (make_staff(school).account, make_officer("coordinator", other)):
        client.force_login(account)
        assert [client.get(page).status_code for page in pages] == [404] * len(pages)
        assert client.post(reverse("school:application_accept", args=[application.pk])).status_code == 404
    # Nor does a school's own address with another school's row show anything.
    for name, row in (("section", section.pk), ("section_place", section.pk), ("outside_renew", coach.pk)):
        assert client.get(reverse(f"school:{name}", args=[other.pk, row])).status_code == 404
