"""The roll on a phone."""

import pytest
from django.test import Client
from django.urls import reverse

from kehou.day.actions.write_safety_note import write_safety_note
from kehou.day.models import Alarm, Presence, PresenceEvent
from kehou.kernel.secrets import opaque_id
from tests.make.day import make_afternoon, moment
from tests.make.people import act_of, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def afternoon(client: Client, monkeypatch: pytest.MonkeyPatch):
    found = make_afternoon(children=4)
    found.sign_in()
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: moment(16, 12))
    client.force_login(found.teacher.account)
    return found


def tiles(found, **states: str) -> dict[str, str]:
    """What the page posts: every tile, the named ones changed by place."""
    posted = {f"state-{opaque_id('pupil', child.pk)}": "here" for child in found.children}
    for place, state in states.items():
        posted[f"state-{opaque_id('pupil', found.children[int(place[1:])].pk)}"] = state
    return posted


def test_one_tap_per_exception_and_one_to_finish(client: Client, afternoon) -> None:
    url = reverse("teacher:roll_call", args=[afternoon.session.pk])
    html = client.post(url, tiles(afternoon, _1="absent", _2="late"), follow=True).content.decode()
    assert "已点名：实到 3，请假 0，未到 1。已通知家长和值守组长" in html
    assert list(Presence.objects.order_by("pk").values_list("state", flat=True)) == [
        "present",
        "absent",
        "present",
        "present",
    ]
    assert Alarm.objects.get().kind == "unexplained"


@pytest.mark.invariant("I3")
def test_the_same_form_sent_twice_counts_once(client: Client, afternoon) -> None:
    url = reverse("teacher:roll_call", args=[afternoon.session.pk])
    posted = tiles(afternoon, _1="absent") | {"act_key": "form-1"}
    client.post(url, posted)
    assert client.post(url, posted).status_code == 303
    assert PresenceEvent.objects.count() == 4


def test_called_again_the_page_shows_what_stands(client: Client, afternoon) -> None:
    url = reverse("teacher:roll_call", args=[afternoon.session.pk])
    client.post(url, tiles(afternoon, _1="absent"))
    html = client.get(url).content.decode()
    assert html.count('data-state="absent"') == 1
    assert "改好了，完成点名" in html
    client.post(url, tiles(afternoon))
    assert Presence.objects.filter(state="present").count() == 4


@pytest.mark.invariant("I15")
def test_a_child_of_another_class_in_the_form_changes_nothing(client: Client, afternoon) -> None:
    other = make_afternoon(school=afternoon.school, name="四（3）班", teacher="图雅")
    url = reverse("teacher:roll_call", args=[afternoon.session.pk])
    client.post(url, tiles(afternoon) | {f"state-{opaque_id('pupil', other.children[0].pk)}": "absent"})
    assert Presence.objects.get(session=other.session, pupil=other.children[0]).state == "expected"
    assert client.post(url, {"state-nonsense": "absent"}).status_code == 404


def test_a_refused_roll_keeps_what_was_tapped(client: Client, afternoon, monkeypatch) -> None:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: moment(16, 12).replace(day=29))
    url = reverse("teacher:roll_call", args=[afternoon.session.pk])
    answer = client.post(url, tiles(afternoon, _1="absent"))
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "点名只能当天改" in html
    assert 'data-state="absent"' in html


def test_without_script_there_is_a_choice_for_each_child(client: Client, afternoon) -> None:
    """The hidden field of the tile comes first, so that what is chosen without script is what counts."""
    url = reverse("teacher:roll_call", args=[afternoon.session.pk])
    html = client.get(url).content.decode()
    assert html.count("<noscript>") == 4 and html.count('value="late"') == 5
    first, second = (opaque_id("pupil", child.pk) for child in afternoon.children[:2])
    posted = f"state-{first}=here&state-{first}=late&state-{second}=here&state-{second}=absent&tap=absent"
    client.post(url, posted, content_type="application/x-www-form-urlencoded")
    assert [afternoon.presence(n).state for n in (0, 1, 2)] == ["present", "absent", "present"]
    assert PresenceEvent.objects.filter(kind="late").count() == 1


def test_late_is_a_choice_one_can_see(client: Client, afternoon) -> None:
    html = client.get(reverse("teacher:roll_call", args=[afternoon.session.pk])).content.decode()
    assert "点一下改成" in html and '<b data-count="here">4</b>' in html


@pytest.mark.invariant("I16")
def test_a_safety_note_shows_to_the_teacher_in_charge_and_not_to_a_leader(
    client: Client, afternoon, django_assert_max_num_queries
) -> None:
    write_safety_note(act_of(afternoon.guardians[0], moment(8)), child_id=afternoon.children[0].pk, text="花生过敏")
    url = reverse("teacher:roll_call", args=[afternoon.session.pk])
    for _ in range(2):  # the first time its reading is put on record
        with django_assert_max_num_queries(12 + 2):  # two are the test's own savepoint
            assert "花生过敏" in client.get(url).content.decode()
    client.force_login(make_officer("duty_leader", afternoon.school))
    html = client.get(url).content.decode()
    assert "完成点名" in html and "花生过敏" not in html and "有安全提示" not in html
