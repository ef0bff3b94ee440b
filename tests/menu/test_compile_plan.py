"""A filed plan becomes windows, blocks, courses; a later version takes over from its day on."""

from datetime import date, datetime, time

import pytest

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import by_system
from kehou.kernel.clock import LOCAL
from kehou.menu import queries as menu
from kehou.menu.actions.compile_plan import compile_plan
from kehou.menu.actions.open_sections import open_sections
from kehou.menu.models import Block, Course, Meet, RosterEntry, Section, Window
from kehou.org.rows import scope
from tests.make.menu import FILED_AT, WEEK, document, make_filed_version, make_sections
from tests.make.people import act_of, give_role, make_account, make_officer, make_pupil, make_school
from tests.make.staff import make_teacher

pytestmark = pytest.mark.django_db

SECOND = datetime(2026, 10, 30, 10, 0, tzinfo=LOCAL)
TAKES_OVER = date(2026, 10, 31)


@pytest.fixture
def school():
    school = make_school()
    for name, grade in (("周沐阳", 4), ("贺云飞", 3)):
        make_pupil(school, name, grade=grade, class_no=1)
    return school


def _second(school, **parts):
    """A second version, compiled the day it was filed."""
    version = make_filed_version(school, document(version=2, **parts), number=2, filed_at=SECOND)
    return version, compile_plan(by_system("test", SECOND), version_id=version.pk)


@pytest.mark.clause("附.1")
def test_a_filed_plan_becomes_the_terms_operations(school) -> None:
    version = make_filed_version(school)
    done = compile_plan(by_system("test", FILED_AT), version_id=version.pk)
    assert done == {"windows": 1, "courses": 2, "kept": 0, "closed": 0}
    window = Window.objects.get()
    assert (window.key, window.starts, window.ends) == ("pm", time(16, 10), time(18, 10))
    assert (window.from_date, window.until_date) == (date(2026, 8, 31), date(2027, 1, 15))
    assert list(Block.objects.order_by("index").values_list("content", flat=True)) == [
        ["homework", "self_study"],
        ["menu"],
    ]
    assert Course.objects.get(key="c01").weekdays == ["tue", "thu"]


def test_compiling_twice_changes_nothing(school) -> None:
    version = make_filed_version(school)
    for _ in range(2):
        done = compile_plan(by_system("test", FILED_AT), version_id=version.pk)
    assert done == {"windows": 0, "courses": 0, "kept": 0, "closed": 0}
    assert Window.objects.count() == 1 and Course.objects.count() == 2


@pytest.mark.clause("附.1")
def test_a_version_that_is_not_filed_opens_nothing(school) -> None:
    version = make_filed_version(school)
    version.state = "submitted"
    version.save()
    with pytest.raises(Refusal) as refused:
        compile_plan(by_system("test", FILED_AT), version_id=version.pk)
    assert (refused.value.code, refused.value.clause) == ("plan_not_filed", "附.1")
    with pytest.raises(Refusal, match="plan_not_filed"):
        open_sections(by_system("test", FILED_AT), school_id=school.pk, term_id=version.term_id)
    assert not Section.objects.exists()


@pytest.mark.invariant("I15")
def test_the_school_does_not_compile_its_own_plan_the_district_does(school) -> None:
    version = make_filed_version(school)
    with pytest.raises(NotYours):
        compile_plan(act_of(make_officer("coordinator", school), FILED_AT), version_id=version.pk)
    officer = make_account("白洁")
    give_role(officer, "district_officer", district=school.district)
    assert compile_plan(act_of(officer, FILED_AT), version_id=version.pk)["windows"] == 1


def test_each_course_and_each_class_gets_its_sections(school) -> None:
    sections = make_sections(school)
    assert [s.name for s in sections] == [
        "乒乓球一班", "乒乓球二班", "剪纸", "三（1）班 作业辅导、自主学习", "四（1）班 作业辅导、自主学习",
    ]  # fmt: skip
    table_tennis, homework = sections[0], sections[4]
    assert (table_tennis.capacity, table_tennis.grades) == (24, [3, 4])
    assert (homework.grades, homework.class_no) == ([4], 1)
    hours = Meet.objects.filter(section=table_tennis).values_list("weekday", "starts", "ends")
    assert set(hours) == {("tue", time(17, 10), time(18, 10)), ("thu", time(17, 10), time(18, 10))}
    assert list(Meet.objects.filter(section=homework).order_by("pk").values_list("weekday", flat=True)) == WEEK


def test_opening_again_adds_only_what_is_new(school) -> None:
    sections = make_sections(school)
    make_pupil(school, "白音", grade=3, class_no=2)
    act = by_system("test", FILED_AT)
    assert open_sections(act, school_id=school.pk, term_id=sections[0].term_id) == 1
    assert Section.objects.order_by("-number").first().name == "三（2）班 作业辅导、自主学习"
    assert open_sections(act, school_id=school.pk, term_id=sections[0].term_id) == 0


def test_a_course_without_places_opens_nothing(school) -> None:
    courses = [c | {"capacity": 0} for c in document()["courses"]]
    assert [s.course for s in make_sections(school, document(courses=courses))] == [None, None]


def test_seasons_keep_their_dates(school) -> None:
    autumn = document()["windows"][0] | {"to": "2026-10-31"}
    winter = autumn | {"id": "pm2", "start": "15:40", "end": "17:40", "from": "2026-11-01"}
    winter.pop("to")
    blocks = document()["blocks"] + [
        b | {"window": "pm2", "start": s, "end": e}
        for b, s, e in zip(document()["blocks"], ("15:40", "16:40"), ("16:40", "17:40"), strict=True)
    ]
    courses = [c | {"window": ["pm", "pm2"]} for c in document()["courses"]]
    sections = make_sections(school, document(windows=[autumn, winter], blocks=blocks, courses=courses))
    paper = next(s for s in sections if s.name == "剪纸")
    assert list(
        Meet.objects.filter(section=paper).order_by("from_date").values_list("starts", "from_date", "until_date")
    ) == [
        (time(17, 10), date(2026, 8, 31), date(2026, 10, 31)),
        (time(16, 40), date(2026, 11, 1), date(2027, 1, 15)),
    ]


def test_a_course_that_goes_on_keeps_its_sections_and_takes_the_new_hours(school) -> None:
    table_tennis = make_sections(school)[0]
    later = [b | {"end": "17:00"} if n == 0 else b | {"start": "17:00"} for n, b in enumerate(document()["blocks"])]
    version, done = _second(school, blocks=later)
    assert (done["kept"], done["closed"]) == (5, 0)
    table_tennis.refresh_from_db()
    assert table_tennis.course.version_id == version.pk
    tuesdays = Meet.objects.filter(section=table_tennis, weekday="tue").order_by("from_date")
    assert list(tuesdays.values_list("starts", "from_date", "until_date")) == [
        (time(17, 10), date(2026, 8, 31), date(2026, 10, 30)),
        (time(17, 0), TAKES_OVER, date(2027, 1, 15)),
    ]


def test_hours_that_stay_the_same_stay_the_same_rows(school) -> None:
    make_sections(school)
    before = set(Meet.objects.values_list("pk", "from_date", "until_date"))
    _second(school)
    assert set(Meet.objects.values_list("pk", "from_date", "until_date")) == before


def test_a_dropped_course_closes_its_section_from_that_day_and_its_past_stays(school) -> None:
    paper = make_sections(school)[2]
    teacher = make_teacher(school)
    RosterEntry.objects.create(**scope(school.pk), section=paper, staff=teacher, weekday="mon", since=date(2026, 8, 31))
    _, done = _second(school, courses=document()["courses"][:1])
    assert (done["kept"], done["closed"]) == (4, 1)
    paper.refresh_from_db()
    assert paper.state == "closed"
    meet = Meet.objects.get(section=paper)
    assert (meet.from_date, meet.until_date) == (date(2026, 8, 31), date(2026, 10, 30))
    assert RosterEntry.objects.get().until == date(2026, 10, 30)
    # What happened before can still be looked up: the course row of the first version is there.
    assert paper.course.version.number == 1


def test_the_same_key_with_another_content_is_another_course(school) -> None:
    make_sections(school)
    courses = document()["courses"]
    courses[1] |= {"name": "朗诵", "content": "reading"}
    version, done = _second(school, courses=courses)
    assert done["closed"] == 1
    assert open_sections(by_system("test", SECOND), school_id=school.pk, term_id=version.term_id) == 1
    reading = Section.objects.get(name="朗诵")
    assert Meet.objects.get(section=reading).from_date == TAKES_OVER


def test_a_renamed_course_is_the_same_course(school) -> None:
    make_sections(school)
    courses = document()["courses"]
    courses[0] |= {"name": "乒乓"}
    _second(school, courses=courses)
    assert set(Section.objects.filter(course__key="c01").values_list("name", flat=True)) == {"乒乓一班", "乒乓二班"}


@pytest.mark.invariant("I1")
def test_a_smaller_promise_puts_no_child_out(school) -> None:
    first, second = make_sections(school)[:2]
    Section.objects.filter(pk=first.pk).update(taken=20)
    courses = document()["courses"]
    courses[0] |= {"capacity": 18}
    _second(school, courses=courses)
    capacities = Section.objects.in_bulk([first.pk, second.pk])
    assert (capacities[first.pk].capacity, capacities[second.pk].capacity) == (24, 18)


def test_fewer_sections_close_an_empty_one_and_never_one_with_children(school) -> None:
    first, second = make_sections(school)[:2]
    Section.objects.filter(pk=second.pk).update(taken=3)
    courses = document()["courses"]
    courses[0] |= {"sections": 1}
    _, done = _second(school, courses=courses)
    assert done["closed"] == 1
    assert Section.objects.get(pk=first.pk).state == "closed"
    assert Section.objects.get(pk=second.pk).state == "open"


def test_a_class_block_that_moved_in_the_plan_is_still_the_same_section(school) -> None:
    homework = make_sections(school)[4]
    _second(school, blocks=list(reversed(document()["blocks"])))
    homework.refresh_from_db()
    assert (homework.state, homework.block.index) == ("open", 1)


def test_windows_are_those_in_force_on_the_day_asked(school) -> None:
    make_sections(school)
    longer = [document()["windows"][0] | {"end": "18:20"}]
    version, _ = _second(school, windows=longer)
    [before] = menu.windows(school.pk, version.term_id, on=date(2026, 10, 30))
    [after] = menu.windows(school.pk, version.term_id, on=TAKES_OVER)
    [latest] = menu.windows(school.pk, version.term_id)
    assert (before.ends, after.ends, latest.ends) == (time(18, 10), time(18, 20), time(18, 20))


def test_an_earlier_version_cannot_be_compiled_over_a_later_one(school) -> None:
    first = make_filed_version(school)
    _second(school)
    with pytest.raises(Refusal, match="plan_superseded"):
        compile_plan(by_system("test", SECOND), version_id=first.pk)
