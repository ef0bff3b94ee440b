"""Paper that leaves the system: the words are there, the characters are real, the bytes are the same."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kehou.gateways import pdf
from kehou.gateways.pdf import CannotPrint, render_pdf
from kehou.gateways.qr import qr_svg

QR = qr_svg("https://kehou.example/")
SLIPS = {
    "school": "滨河示范小学",
    "term": "2026年秋季学期",
    "site": "kehou.example",
    "qr": QR,
    "valid_until": "9月30日",
    "classes": [
        {"name": "四（2）班", "slips": [{"child": "龑䶮㛃𬭎", "code": "K7MQ-3XPA"}] * 9},
        {"name": "四（3）班", "slips": [{"child": "阿依努尔·吐尔逊", "code": "AB2D-9KLM"}]},
    ],
}
INVITATIONS = {
    **{key: value for key, value in SLIPS.items() if key != "classes"},
    "slips": [{"name": "苏日娜", "code": "Q4KAQ WH6ZS"}] * 9,
}
COURSE = {"name": "乒乓球（入门）", "grades": "三至六年级", "weekdays": "周一、周三"}


def notice(courses: int) -> dict[str, object]:
    return {
        "title": "滨河示范小学 2026年秋季课后服务公示",
        "meta": "第2版",
        "facts": [{"label": "时间", "value": "16:10–18:10", "note": "周一至周五"}] * 3,
        "content": [{"term": "第一段", "text": "课外阅读"}],
        "menu": {"note": f"{courses} 门", "courses": [COURSE] * courses},
        "fees": [{"term": "标准", "text": "每天 ¥3.50"}],
        "contact": {"phone": "0473-0000000", "says": "2 个工作日内答复", "more": ["监督电话"]},
        "qr": QR,
        "qr_says": ["扫码看最新版"],
        "basis": "依据",
        "school": "滨河示范小学",
        "date": "2026年9月11日",
    }


ROSTER: dict[str, Any] = {
    "school": "滨河示范小学",
    "day": "10月28日 周三",
    "printed": "15:00",
    "sections": [
        {
            "title": "乒乓球 1 班",
            "time": "17:10–18:10",
            "place": "风雨操场",
            "adults": ["苏日娜"],
            "pupils": [{"name": "周沐阳", "class": "四（2）班", "state": "", "note": "花生过敏"}] * 30,
        }
    ],
}


@pytest.fixture(autouse=True)
def _needs_a_chinese_font() -> Iterator[None]:
    try:
        render_pdf("roster", {**ROSTER, "sections": []})
    except CannotPrint as cannot:
        if "font" in str(cannot):
            pytest.skip("missing: a Chinese font (build the bundle, or fonts-noto-cjk)")
        raise
    yield


def pages(data: bytes) -> int:
    return data.count(b"/Type /Page\n") + data.count(b"/Type /Page ") + data.count(b"/Type/Page/")


@pytest.mark.parametrize(
    ("template", "data"),
    [("activation_slips", SLIPS), ("invitation_slips", INVITATIONS), ("notice", notice(14)), ("roster", ROSTER)],
)
def test_a_paper_is_a_pdf_and_the_same_data_gives_the_same_bytes(
    template: pdf.Template, data: dict[str, object]
) -> None:
    first = render_pdf(template, data)
    assert first.startswith(b"%PDF-")
    assert first == render_pdf(template, data)


def test_every_class_begins_a_new_sheet_of_eight_slips() -> None:
    assert pages(render_pdf("activation_slips", SLIPS)) == 3


@pytest.mark.parametrize(("courses", "sheets"), [(0, 1), (14, 1), (30, 1), (60, 2)])
def test_a_notice_keeps_to_one_page_as_long_as_its_menu_allows(courses: int, sheets: int) -> None:
    assert pages(render_pdf("notice", notice(courses))) == sheets


@pytest.mark.parametrize(("pupils", "sheets"), [(1, 1), (30, 1), (39, 1), (60, 2)])
def test_a_class_fits_on_one_sheet_of_the_roster(pupils: int, sheets: int) -> None:
    (section,) = ROSTER["sections"]
    longer = {**ROSTER, "sections": [{**section, "pupils": section["pupils"][:1] * pupils}]}
    assert pages(render_pdf("roster", longer)) == sheets


def test_every_section_has_a_sheet_of_its_own() -> None:
    (section,) = ROSTER["sections"]
    assert pages(render_pdf("roster", {**ROSTER, "sections": [section] * 3})) == 3


def test_missing_data_is_named_without_quoting_any() -> None:
    data = {**SLIPS, "classes": [{"name": "四（2）班", "slips": [{"child": "周沐阳"}]}]}
    with pytest.raises(CannotPrint) as caught:
        render_pdf("activation_slips", data)
    assert "code" in str(caught.value)
    assert "周沐阳" not in repr(caught.value)


def test_without_a_chinese_font_nothing_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_CHINESE_FAMILIES", ("No Such Font",))
    with pytest.raises(CannotPrint, match="font"):
        render_pdf("roster", ROSTER)


def test_templates_are_all_rendered_here() -> None:
    names = {path.stem for path in (Path(pdf.__file__).parent / "typst").glob("*.typ")}
    assert names == {"activation_slips", "invitation_slips", "notice", "roster", "paper"}


def test_a_qr_code_is_an_svg_without_a_size_and_the_same_each_time() -> None:
    assert QR.startswith("<svg") and "viewBox" in QR and "width" not in QR
    assert qr_svg("https://kehou.example/") == QR != qr_svg("https://kehou.example/x")


@pytest.mark.parametrize("text", ["", "x" * 3000])
def test_a_qr_code_of_nothing_or_too_much_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        qr_svg(text)
