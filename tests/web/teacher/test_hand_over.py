"""The gate on a phone."""

import pytest
from django.test import Client
from django.urls import reverse

from kehou.day import release
from kehou.day.actions.authorise_collector import authorise_collector
from kehou.day.models import Collector, CustodyBlock, Presence, ReleaseException, Session
from kehou.kernel.models import AuditEvent
from kehou.kernel.secrets import opaque_id
from kehou.people.models import Guardianship
from tests.make.day import Afternoon, make_afternoon, moment
from tests.make.people import act_of, make_officer

pytestmark = pytest.mark.django_db
NOW = moment(17, 12)


@pytest.fixture
def afternoon(client: Client, monkeypatch: pytest.MonkeyPatch) -> Afternoon:
    found = make_afternoon()
    found.sign_in()
    found.call_roll()
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: NOW)
    assert found.teacher.account is not None
    client.force_login(found.teacher.account)
    return found


def child_url(a: Afternoon, place: int = 0) -> str:
    return reverse("teacher:hand_over_child", args=[a.session.pk, a.children[place].pk])


def guardian(a: Afternoon, place: int = 0) -> str:
    return "guardian:" + opaque_id("guardianship", Guardianship.objects.get(pupil=a.children[place]).pk)


def test_the_list_empties_child_by_child(client: Client, afternoon: Afternoon) -> None:
    url = reverse("teacher:hand_over", args=[afternoon.session.pk])
    assert "还有 3 人等交接" in client.get(url).content.decode()
    for place in range(3):
        assert client.post(child_url(afternoon, place), {"to": guardian(afternoon, place)}).status_code == 303
    assert "孩子都交接了" in client.get(url).content.decode()
    assert Presence.objects.filter(released_to="guardian").count() == 3


def test_a_second_tap_says_that_the_child_has_gone(client: Client, afternoon: Afternoon) -> None:
    client.post(child_url(afternoon), {"to": guardian(afternoon)})
    answer = client.post(child_url(afternoon), {"to": guardian(afternoon)})
    assert answer.status_code == 409
    assert "不在这个班" in answer.content.decode()


@pytest.mark.invariant("I11")
def test_a_code_finds_child_and_collector_and_a_wrong_one_counts_down(client: Client, afternoon: Afternoon) -> None:
    family = act_of(afternoon.guardians[0], moment(12))
    child = afternoon.children[0].pk
    collector = authorise_collector(family, child_id=child, name="周国栋", relation="爷爷", only_on=family.today)
    url = reverse("teacher:hand_over_code", args=[afternoon.session.pk])
    assert "还能试 4 次" in client.post(url, {"code": "222222"}).content.decode()
    code = release.collecting_code(Collector.objects.get(pk=collector))
    html = client.post(url, {"code": code}).content.decode()
    assert "码对，人在家长名单里" in html
    assert "交给爷爷 周国栋" in html
    client.post(child_url(afternoon), {"to": "collector:" + opaque_id("collector", collector)})
    assert Presence.objects.get(session=afternoon.session, pupil=child).collector_id == collector


@pytest.mark.invariant("I11")
def test_somebody_unnamed_is_written_down_and_the_child_stays(client: Client, afternoon: Afternoon) -> None:
    url = reverse("teacher:ask_exception", args=[afternoon.session.pk, afternoon.children[0].pk])
    wrong = client.post(url, {"name": "李秀英"})
    assert wrong.status_code == 422
    assert "先打电话，选同意的那位监护人" in wrong.content.decode()
    assert "李秀英" in wrong.content.decode()
    key = guardian(afternoon).removeprefix("guardian:")
    html = client.post(url, {"name": "李秀英", "relation": "姑姑", "agreed": key}, follow=True).content.decode()
    assert "还要第二位老师到场确认" in html
    assert afternoon.presence().out_at is None
    key = opaque_id("exception", ReleaseException.objects.get().pk)
    refused = client.post(child_url(afternoon), {"to": f"exception:{key}"})
    assert refused.status_code == 409
    assert "先别放" in refused.content.decode()


@pytest.mark.invariant("I11")
def test_a_blocked_guardian_is_not_even_offered(client: Client, afternoon: Afternoon) -> None:
    tie = Guardianship.objects.get(pupil=afternoon.children[0])
    CustodyBlock.objects.create(
        district_id=afternoon.school.district_id, school=afternoon.school, pupil=afternoon.children[0], name=tie.name,
        evidence="判决书", since=moment(8),
    )  # fmt: skip
    html = client.get(child_url(afternoon)).content.decode()
    assert "现在没有可以接的人" in html
    assert "先别放，打电话给学校办公室" in html and "决定" not in html and "判决书" not in html
    assert client.post(child_url(afternoon), {"to": guardian(afternoon)}).status_code == 409


def test_what_a_button_never_posts_is_not_found(client: Client, afternoon: Afternoon) -> None:
    for to in ("", "guardian:1", "nobody:x", "collector:" + opaque_id("pupil", 1)):
        assert client.post(child_url(afternoon), {"to": to}).status_code == 404


@pytest.mark.clause("附.5")
def test_ending_early_asks_for_the_reason_and_keeps_the_rest(client: Client, afternoon: Afternoon) -> None:
    Session.objects.update(planned_end=moment(18, 10))
    url = reverse("teacher:end_session", args=[afternoon.session.pk])
    answer = client.post(url, {})
    assert answer.status_code == 422
    assert "写一句原因" in answer.content.decode()
    assert client.post(url, {"early_reason": "停电"}).status_code == 303


@pytest.mark.clause("七.1a")
def test_written_homework_in_grade_one_is_refused_with_the_clause(client: Client, monkeypatch) -> None:
    found = make_afternoon(grade=1)
    found.sign_in()
    found.call_roll()
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: NOW)
    client.force_login(found.teacher.account)
    url = reverse("teacher:session_log", args=[found.session.pk])
    answer = client.post(url, {"content": ["reading"], "written_homework": "on"})
    assert answer.status_code == 409
    assert "一、二年级不布置书面作业" in answer.content.decode()
    assert client.post(url, {"content": ["reading"]}).status_code == 303


@pytest.mark.clause("七.4b")
def test_homework_is_ticked_in_one_form(client: Client, afternoon: Afternoon) -> None:
    keys = [opaque_id("pupil", child.pk) for child in afternoon.children]
    url = reverse("teacher:homework", args=[afternoon.session.pk])
    html = client.post(url, {"child": keys, "done": keys[:2]}, follow=True).content.decode()
    assert "2 人写完，1 人没写完" in html
    assert "作业写完 2 人，共 3 人" in html
    client.post(url, {"child": keys, "all": "1"})
    assert Presence.objects.filter(homework_done=True).count() == 3


def test_the_gate_cannot_write_the_lesson_log(client: Client, afternoon: Afternoon) -> None:
    client.force_login(make_officer("gate", afternoon.school))
    assert client.get(reverse("teacher:session_log", args=[afternoon.session.pk])).status_code == 404


@pytest.mark.invariant("I16")
def test_a_call_is_one_tap_on_record_and_the_number_is_on_no_page(client: Client, afternoon: Afternoon) -> None:
    tie = Guardianship.objects.get(pupil=afternoon.children[0])
    tie.phone = "19900009999"
    tie.save()
    gate_page = reverse("teacher:hand_over", args=[afternoon.session.pk])
    for url in (gate_page, child_url(afternoon)):
        assert "19900009999" not in client.get(url).content.decode()
    call = reverse("teacher:call_guardian", args=[afternoon.session.pk, afternoon.children[0].pk, tie.pk])
    assert client.get(call)["Location"] == "tel:19900009999"
    event = AuditEvent.objects.get(deed="day.call_guardian")
    assert "19900009999" not in str(event.subject)
    assert event.subject["guardianship_id"] == tie.pk
    other = Guardianship.objects.get(pupil=afternoon.children[1])
    wrong = reverse("teacher:call_guardian", args=[afternoon.session.pk, afternoon.children[0].pk, other.pk])
    assert client.get(wrong).status_code == 404
