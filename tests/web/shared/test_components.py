"""What the tags draw, without a browser."""

import re
from datetime import datetime

import pytest
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory

from kehou.ground.refusal import Refusal
from kehou.kernel.clock import LOCAL
from kehou.web.shared import drawing, errors
from kehou.web.shared.context import shell
from kehou.web.shared.frame import DemoBar, Frame, NavItem
from kehou.web.shared.gallery import LeaveForm
from kehou.web.shared.parts import Segment

NOW = datetime(2026, 10, 28, 17, 26, tzinfo=LOCAL)
AFTERNOON = (Segment(970, 1030, "作业"), Segment(1030, 1090, "乒乓球"))


def draw(source: str, request: HttpRequest | None = None, **context: object) -> str:
    return engines["django"].from_string(source).render({"now": NOW, **context}, request)


@pytest.mark.clause("附.11")
def test_a_quotation_gives_the_printed_number_and_the_policys_own_words() -> None:
    drawn = draw('{% quote "附.11" %}')
    assert ">附.11<" in drawn
    assert "严禁课后服务时间学生无人看管" in drawn


def test_the_number_shown_is_the_printed_one_not_the_inner_id() -> None:
    drawn = draw('{% clause "八.5b" %}')
    assert ">八.5<" in drawn
    assert ">八.5b<" not in drawn


def test_a_refusal_has_what_cannot_be_done_the_clause_what_was_found_and_how_to_satisfy_it() -> None:
    refusal = Refusal(
        "code_name", "现在还不能开放选课。公示页没有收费标准。", clause="八.5b", satisfied_by="填好收费标准"
    )
    drawn = draw("{% refusal refusal %}", refusal=refusal)
    order = [
        "现在还不能开放选课",
        "收费标准、监督渠道主动向家长公示",
        "查到的",
        "公示页没有收费标准。",
        "怎样算满足",
        "填好收费标准",
    ]
    places = [drawn.index(part) for part in order]
    assert places == sorted(places)
    assert "code_name" not in drawn


def test_what_was_typed_stays_beside_what_is_wrong_with_it() -> None:
    form = LeaveForm({"day": "10月29日", "at": "15:30", "who": "m", "how": "fetch"})
    drawn = draw("{% field form.at %}", form=form)
    assert 'value="15:30"' in drawn
    assert "沐阳 16:10 才放学，请填 16:10 到 18:10" in drawn
    described = re.search(r'aria-describedby="([^"]+)"', drawn)
    assert described is not None
    assert all(f'id="{name}"' in drawn for name in described[1].split())


def test_only_fields_that_may_stay_empty_are_marked() -> None:
    form = LeaveForm()
    assert "可不填" in draw("{% field form.note %}", form=form)
    assert "可不填" not in draw("{% field form.day %}", form=form)


def test_each_form_gets_a_key_of_its_own() -> None:
    keys = [re.search(r'name="act_key" value="([^"]+)"', draw("{% keys %}")) for _ in range(2)]
    assert keys[0] and keys[1] and keys[0][1] != keys[1][1]


def test_text_from_a_person_is_not_markup() -> None:
    drawn = draw(
        '{% state "ok" word %}{% empty word word %}{% refusal refusal %}',
        word="<b>x</b>",
        refusal=Refusal("c", "<i>y</i>"),
    )
    assert "<b>x" not in drawn and "<i>y" not in drawn


@pytest.mark.parametrize(
    ("minute", "tones", "pin"),
    [
        (960, ["", ""], None),
        (970, ["cur", ""], 0.0),
        (1029, ["cur", ""], 49.17),
        (1030, ["past", "cur"], 50.0),
        (1090, ["past", "past"], None),
    ],
)
def test_the_ribbon_stands_where_the_afternoon_stands(minute: int, tones: list[str], pin: float | None) -> None:
    pieces, at = drawing.ribbon(AFTERNOON, minute)
    assert [piece.tone for piece in pieces] == tones
    assert at == pin


def test_a_ribbon_of_another_day_has_no_present() -> None:
    pieces, at = drawing.ribbon(AFTERNOON, None)
    assert at is None and {piece.tone for piece in pieces} == {""}
    assert drawing.ribbon((), 1000) == ([], None)


def test_a_shortfall_before_the_end_of_office_hours_is_drawn() -> None:
    rows = drawing.day_chart(
        [("四年级", (Segment(940, 1040, "作业"),)), ("五年级", (Segment(940, 1050, "作业"),))], 930, 1080, 1050
    )
    assert rows[0]["gap"] is not None and rows[1]["gap"] is None


def test_the_longest_url_over_the_path_is_the_current_one() -> None:
    nav = (
        NavItem("今天", "home", "/school/"),
        NavItem("方案", "coin", "/school/plan/"),
        NavItem("公示", "coin", "/school/pl"),
    )
    drawn = draw("{% sidebar %}", RequestFactory().get("/school/plan/windows/"), frame=Frame(nav=nav))
    assert re.findall(r'title="([^"]+)" aria-current="page"', drawn) == ["方案"]


def test_outside_the_demo_there_is_no_demo_strip() -> None:
    request = RequestFactory().get("/")
    assert shell(request)["demo"] is None
    assert "演示" not in draw("{% demo_bar %}", demo=None)
    assert "演示" in draw("{% demo_bar %}", demo=DemoBar(NOW, "/demo/"))


def test_a_shell_stands_without_an_act_a_frame_or_a_session() -> None:
    assert "</html>" in draw('{% extends "shared/desk.html" %}', None, now=None)
    assert "</html>" in draw('{% extends "shared/phone.html" %}', None, now=None)


def test_the_way_back_leads_only_within_this_system() -> None:
    inside = RequestFactory().get("/", headers={"referer": "http://testserver/family/"})
    outside = RequestFactory().get("/", headers={"referer": "https://elsewhere.example/"})
    assert draw("{% came_from %}", inside) == "http://testserver/family/"
    assert draw("{% came_from %}", outside) == "/"


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.forbidden, 403),
        (errors.not_found, 404),
        (errors.too_many, 429),
        (errors.failed, 500),
    ],
)
def test_what_goes_wrong_is_said_in_plain_chinese(view: object, status: int) -> None:
    request = RequestFactory().get("/")
    args = (request, Exception("inner words")) if status in (400, 403, 404) else (request,)
    answer = view(*args)
    text = re.sub(r"<(style|script|template)[\s\S]*?</\1>|<[^>]+>", "", answer.content.decode())
    assert answer.status_code == status
    assert "inner words" not in text
    assert not re.search(r"[A-Za-z]{3,}|\b[45]\d\d\b", text)
