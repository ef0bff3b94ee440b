"""Families speak, signed (第 14 步)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kehou.jobs import empty_letter_boxes
from kehou.kernel.models import AuditEvent, IdempotencyKey
from kehou.review.models import Complaint, Tip
from tests.make.people import make_guardian, make_pupil, make_school

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch, at):
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: at)


@pytest.fixture
def child():
    return make_pupil(make_school())


@pytest.fixture
def guardian(child):
    client = Client()
    client.force_login(make_guardian(child))
    return client


def _url(child):
    return reverse("family:speak", args=[child.pk])


def _form(client, url):
    return {"receipt": client.get(url).context["form"]["receipt"].value(), "act_key": "k1"}


def test_a_guardian_writes_and_sees_it_in_the_list(child, guardian, django_assert_max_num_queries):
    given = {**_form(guardian, _url(child)), "text": "收费标准没有公示", "about": "八.5b"}
    assert given["receipt"] in guardian.post(_url(child), given).content.decode()
    guardian.post(_url(child), given)  # a second tap
    assert Complaint.objects.count() == 1
    with django_assert_max_num_queries(12):
        html = guardian.get(_url(child)).content.decode()
    assert "收费标准没有公示" in html and "在查" in html
    assert guardian.get(reverse("family:speak_first")).status_code == 302


def test_what_was_typed_stays_where_something_is_missing(child, guardian):
    answer = guardian.post(_url(child), {**_form(guardian, _url(child)), "text": "", "about": "附.3"})
    assert answer.status_code == 422 and "写一写是什么事" in answer.content.decode()


def test_a_stranger_has_no_such_page(child):
    client = Client()
    client.force_login(make_guardian(make_pupil(make_school("望山路小学"))))
    assert client.get(_url(child)).status_code == 404


def test_a_guardian_who_is_signed_in_and_leaves_no_name_leaves_none(child, guardian):
    url = reverse("public:speak", args=[child.school.code])
    given = {**_form(guardian, url), "text": "五点就没有老师了", "about": "附.11"}
    html = guardian.post(url, given).content.decode()
    assert given["receipt"] in html
    assert Tip.objects.get().text == "五点就没有老师了"
    assert not AuditEvent.objects.exists() and not IdempotencyKey.objects.exists()


def test_the_receipt_opens_the_answer_to_anybody_who_holds_it(child, guardian, at):
    url = reverse("public:speak", args=[child.school.code])
    anybody = Client()
    given = {**_form(anybody, url), "text": "五点就没有老师了", "about": "附.11"}
    anybody.post(url, given)
    look = reverse("public:receipt")
    assert "已收下，明天早上送到学校和区教育局" in Client().post(look, {"code": given["receipt"]}).content.decode()
    empty_letter_boxes.run(at + timedelta(hours=10))
    assert "在查，11月11日 周三 前答复" in Client().post(look, {"code": given["receipt"].lower()}).content.decode()
    wrong = Client().post(look, {"code": "ABCDEFGHJKMN"})
    assert wrong.status_code == 422 and "没有这个回执号" not in wrong.content.decode().split("<title>")[0]


def test_a_school_nobody_knows_has_no_letter_box():
    assert Client().get(reverse("public:speak", args=["0000000000"])).status_code == 404
