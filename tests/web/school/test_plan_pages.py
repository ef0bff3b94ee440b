"""Versions, file, and the way from draft to notice, on the real pages."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kehou.plan.models import Filing, Meeting, PlanVersion, Publication
from kehou.policy.exchange.plan_writing import yaml_from_document
from tests.make.plan import WRITTEN_AT, decide, make_filed_plan, make_plan_cast, make_version, promise

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: WRITTEN_AT)


@pytest.fixture
def cast():
    return make_plan_cast()


@pytest.fixture
def client(cast):
    client = Client()
    client.force_login(cast.coordinator)
    return client


def _url(cast, name, *more):
    return reverse(f"school:{name}", args=[cast.school.pk, *more])


def test_from_nothing_to_a_public_plan_on_the_pages(cast, client):
    first = client.get(_url(cast, "plan")).content.decode()
    assert "这个学期还没有实施方案" in first and "开始写方案" in first
    answer = client.post(_url(cast, "plan_start"))
    version = PlanVersion.objects.get()
    assert answer.status_code == 302 and answer.url == _url(cast, "plan_edit", version.pk)

    text = yaml_from_document({**version.document, **promise()})
    upload = SimpleUploadedFile("plan.yaml", text.encode())
    answer = client.post(_url(cast, "plan_file", version.pk), {"file": upload, "revision": version.revision})
    assert answer.status_code == 302

    decide_url = _url(cast, "plan_decide", version.pk)
    proposed = client.get(decide_url).content.decode()
    assert "可以送家委会" in proposed
    assert re.search(r'type="date"[^>]*value="2026-\d\d-\d\d"|value="2026-\d\d-\d\d"[^>]*type="date"', proposed)
    form = {"do": "open_meeting", "agenda": "审议实施方案", "closes_on": "2026-08-27", "closes_time": "20:00"}
    assert client.post(decide_url, form).status_code == 302
    meeting = Meeting.objects.get()
    assert "5 名委员，0 人已投票" in client.get(decide_url).content.decode()
    for member in cast.members:
        voter = Client()
        voter.force_login(member)
        ballot = reverse("committee:ballot", args=[cast.school.pk, meeting.pk])
        assert voter.post(ballot, {"choice": "for"}).status_code == 302
    assert "家委会已经通过" in client.get(decide_url).content.decode()

    assert client.post(decide_url, {"do": "submit_plan"}).status_code == 302
    filing = Filing.objects.get()
    officer = Client()
    officer.force_login(cast.officer)
    case = reverse("authority:filing", args=[cast.school.pk, filing.pk])
    assert officer.post(case, {"do": "accept"}).status_code == 302
    assert "还没有公示" in client.get(decide_url).content.decode()
    assert client.post(decide_url, {"do": "publish_plan"}).status_code == 302
    assert Publication.objects.get().version_id == version.pk
    notice = Client().get(reverse("public:school", args=[cast.school.code]))
    assert "¥60.00 / 月" in notice.content.decode()


def test_a_meeting_form_keeps_what_was_typed_and_says_what_is_wrong(cast, client):
    version = make_version(cast)
    form = {"do": "open_meeting", "agenda": "审议", "closes_on": "2026-08-20", "closes_time": "20:00"}
    answer = client.post(_url(cast, "plan_decide", version), form)
    html = answer.content.decode()
    assert answer.status_code == 409 and 'value="审议"' in html and "截止时间要在现在之后" in html
    assert not Meeting.objects.exists()


def test_a_vote_can_be_called_off_with_a_reason(cast, client):
    version = make_version(cast)
    form = {"do": "open_meeting", "agenda": "审议", "closes_on": "2026-08-27", "closes_time": "20:00"}
    client.post(_url(cast, "plan_decide", version), form)
    client.post(_url(cast, "plan_decide", version), {"do": "call_off_meeting", "reason": "收费写错了"})
    assert PlanVersion.objects.get(pk=version).state == "draft"


def test_export_and_import_give_the_same_plan(cast, client):
    version = make_version(cast)
    before = PlanVersion.objects.get(pk=version)
    text = client.get(_url(cast, "plan_export", version)).content
    upload = SimpleUploadedFile("plan.yaml", text)
    client.post(_url(cast, "plan_file", version), {"file": upload, "revision": before.revision})
    assert PlanVersion.objects.get(pk=version).document == before.document


def test_an_unreadable_file_is_answered_line_by_line(cast, client):
    version = make_version(cast)
    row = PlanVersion.objects.get(pk=version)
    text = yaml_from_document(row.document).replace("choice:", "choise:", 1)
    upload = SimpleUploadedFile("plan.yaml", text.encode())
    answer = client.post(_url(cast, "plan_file", version), {"file": upload, "revision": row.revision})
    html = answer.content.decode()
    assert answer.status_code == 409 and re.search(r"第 \d+ 行", html) and "没有导入" in html


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"\x89PNG"])
def test_a_file_that_is_no_plan_gets_a_sentence(cast, client, content):
    version = make_version(cast)
    upload = SimpleUploadedFile("plan.yaml", content)
    answer = client.post(_url(cast, "plan_file", version), {"file": upload, "revision": 1})
    assert (
        answer.status_code == 409 and "没有导入" in answer.content.decode()
    ) or "还没有选文件" in answer.content.decode()


def test_the_second_version_shows_what_it_changes(cast, client):
    make_filed_plan(cast)
    client.post(_url(cast, "plan_start"), {"title": "冬季时间调整"})
    version = PlanVersion.objects.get(number=2)
    url = reverse("school:plan_part", args=[cast.school.pk, version.pk, "duties"])
    client.post(
        url,
        {"revision": 0, "duties-row": ["0", "1"], "duties-0-duty": "统筹", "duties-0-who": "副校长",
         "duties-1-duty": "点名与交接", "duties-1-who": "值守教师"},
    )  # fmt: skip
    html = client.get(_url(cast, "plan_changes", version.pk)).content.decode()
    assert "第2版比第1版改了 1 处" in html and "副校长" in html and "校长" in html


def test_a_returned_plan_shows_the_districts_words_at_the_place(cast, client):
    version = make_version(cast)
    decide(cast, version)
    client.post(_url(cast, "plan_decide", version), {"do": "submit_plan"})
    officer = Client()
    officer.force_login(cast.officer)
    case = reverse("authority:filing", args=[cast.school.pk, Filing.objects.get().pk])
    officer.post(case, {"do": "return", "reason:windows[0]": "冬季要另写一段", "reason:fees.refund": "写明几号退"})
    windows = client.get(reverse("school:plan_part", args=[cast.school.pk, version, "windows"])).content.decode()
    row = windows[windows.index('id="windows-0"') :]
    assert "冬季要另写一段" in row and "区里退回" in row
    fees = client.get(reverse("school:plan_part", args=[cast.school.pk, version, "fees"])).content.decode()
    assert "写明几号退" in fees


@pytest.mark.parametrize("name", ["plan", "plan_decide", "plan_file", "plan_changes"])
def test_the_pages_cost_twelve_statements_at_most(cast, client, name, django_assert_max_num_queries):
    version = make_filed_plan(cast)
    with django_assert_max_num_queries(12):
        client.get(_url(cast, name, *([] if name == "plan" else [version])))
