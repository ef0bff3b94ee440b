"""What clerks and their spreadsheets write: read where it is certain, refused with the reason where it is not."""

from datetime import date, datetime
from pathlib import Path

import pytest

from kehou.policy.exchange import encodings
from kehou.policy.exchange.as_typed import iso_date, iso_moment, iso_month, why_uncertain
from kehou.policy.exchange.encodings import GBK, decoded, is_gbk, read_as_gbk
from kehou.policy.exchange.plan_writing import yaml_from_document
from kehou.policy.exchange.plan_yaml import plan_from_document, plan_from_text, read_plan_file
from kehou.policy.exchange.reading import Unreadable
from kehou.policy.exchange.table_cells import AMOUNT, CLOCK, DATE, FLAG, GRADES, MOMENT, PERIOD, SIGNED_AMOUNT, WHOLE
from tests.policy.promise import edited, promise

SEVENTH = [
    "2026-09-07",
    "2026/9/7",
    "2026/09/07",
    "2026.9.7",
    "2026-9-7",
    "2026年9月7日",
    "２０２６-０９-０７",
    "2026／9／7",
]


@pytest.mark.parametrize("text", SEVENTH)
def test_a_date_with_its_year_first_is_certain(text: str) -> None:
    assert DATE.parse(text) == date(2026, 9, 7)
    assert MOMENT.parse(f"{text} 16：10") == datetime(2026, 9, 7, 16, 10)
    plan, errors = plan_from_document(edited(promise(), filed=text))
    assert plan is not None and plan.filed == date(2026, 9, 7) and not errors


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("46272", "日期序号"),
        ("46272.673", "日期序号"),
        ("9/7/2026", "谁先谁后"),
        ("7.9.26", "谁先谁后"),
        ("26-9-7", "谁先谁后"),
        ("2026-09-07T16:10", ""),
        ("2026/9-7", ""),
        ("2026-02-30", ""),
        ("2026年2月30日", ""),
        ("二〇二六年九月七日", ""),
    ],
)
def test_a_date_that_could_be_another_is_refused_and_why(text: str, why: str) -> None:
    with pytest.raises(ValueError):
        DATE.parse(text)
    assert why in why_uncertain(text)
    _, errors = plan_from_document(edited(promise(), filed=text))
    assert [(error.key, error.found) for error in errors] == [("filed", text)]
    assert why in errors[0].says


@pytest.mark.parametrize("text", ["16:10", "16：10", "１６：１０", "１６:１０"])
def test_a_time_in_full_width_is_certain_in_a_table_and_in_quotes(text: str) -> None:
    assert CLOCK.parse(text).isoformat() == "16:10:00"
    plan, errors = plan_from_document(edited(promise(), windows__0__start=text))
    assert not errors and plan is not None and plan.windows[0].start == 16 * 60 + 10


@pytest.mark.parametrize("text", ["4:10 PM", "下午4:10", "16.10", "16:10-17:10", "24:00", "1610"])
def test_a_time_that_could_be_another_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        CLOCK.parse(text)


def test_a_time_without_quotes_stays_an_error_of_the_plan_in_any_width() -> None:
    text = yaml_from_document(promise())
    for bare in ("16:10", "16：10"):
        _, errors = plan_from_text(text.replace('start: "16:10"', f"start: {bare}", 1))
        assert [(error.key, error.expected) for error in errors] == [("windows[0].start", '"HH:MM"')]


def test_an_hour_of_one_digit_stays_an_error_of_the_plan() -> None:
    for text in ("9:05", "９：０５"):
        errors = plan_from_document(edited(promise(), windows__0__start=text))[1]
        assert [error.key for error in errors] == ["windows[0].start"]


def test_numbers_and_amounts_in_full_width_are_certain() -> None:
    assert (WHOLE.parse("３０"), GRADES.parse("１　２"), FLAG.parse("１")) == (30, (1, 2), True)
    assert (AMOUNT.parse("６０．００"), SIGNED_AMOUNT.parse("－60.00")) == (6000, -6000)
    for text in ("60", "６０", "1,200.00", "¥60.00"):
        with pytest.raises(ValueError):
            AMOUNT.parse(text)


def test_a_month_in_words_is_certain_and_a_terms_id_is_left_alone() -> None:
    assert PERIOD.parse("2026年9月") == "2026-09"
    assert [PERIOD.parse(text) for text in ("2026-1", "2026/1", "2026-autumn")] == ["2026-1", "2026/1", "2026-autumn"]
    with pytest.raises(ValueError):
        PERIOD.parse("2026年13月")


def test_what_is_no_date_is_left_as_it_stands() -> None:
    for text in ("", "x", "2026", "每周一", "2026/9"):
        assert (iso_date(text), iso_moment(text), iso_month(text)) == (text, text, text)


# encodings

ROSTER = "student,grade,class,boarding,aid,left_behind,migrant\n" + "".join(
    f"s{n:05},3,三年级{n % 4 + 1}班,0,{'低保' if n % 7 == 0 else ''},0,0\n" for n in range(200)
)
RARE = ROSTER.replace("三年级1班", "三年级喆堃玥珺班", 3)


@pytest.mark.parametrize("text", [ROSTER, RARE, "名称\n乌海市海勃湾区滨河示范小学\n"])
def test_gbk_of_a_spreadsheet_is_read(text: str) -> None:
    assert decoded(text.encode(GBK), "students.csv", kind="CSV") == (text, GBK)


def test_utf_8_is_utf_8_even_where_it_could_be_gbk() -> None:
    text = "联通"
    assert decoded(text.encode(), "x.csv", kind="CSV").text == text
    assert decoded(b"\xef\xbb\xbf" + text.encode(), "x.csv", kind="CSV").text == text


@pytest.mark.parametrize(
    "content",
    [
        ROSTER.replace("低保", "低收").encode("big5", errors="replace"),
        "name,école\nÉlodie,Collège Sévigné\n".encode("latin-1"),
        ROSTER.encode()[:-30] + b"\xe4\xbd",
        ROSTER.encode().replace("低保".encode(), "低".encode() + b"\xbf", 1),
        b"\xff" + ROSTER.encode(),
        ROSTER.encode("utf-16"),
        b"PK\x03\x04" + bytes(range(256)),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        ROSTER.replace("低保", "低\0").encode(),
    ],
    ids=[
        "big5",
        "latin-1",
        "cut",
        "one byte lost",
        "one byte too many",
        "utf-16",
        "xlsx",
        "xls",
        "nul",
    ],
)
def test_what_is_not_certainly_gbk_is_refused_with_its_line(content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        decoded(content, "students.csv", kind="CSV")
    (error,) = refused.value.errors
    assert error.file == "students.csv" and error.line >= 1 and error.expected == "UTF-8 CSV"


def test_without_the_two_shares_a_file_of_another_alphabet_would_be_read_as_nonsense(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    damaged = "name,école\nCollège,Sévigne\n".encode("latin-1")
    assert not is_gbk(damaged)
    monkeypatch.setattr(encodings, "_UNCOMMON_SHARE", 1)
    monkeypatch.setattr(encodings, "_UTF_8_SHARE", 1)
    assert is_gbk(damaged)


def test_a_plan_in_gbk_is_the_same_plan_and_its_reading_is_told(tmp_path: Path) -> None:
    text = yaml_from_document(promise())
    (tmp_path / "plan.yaml").write_bytes(text.encode(GBK))
    assert read_plan_file(tmp_path / "plan.yaml") == plan_from_text(text)[0]
    (tmp_path / "seats.csv").write_bytes(b"student\n")
    assert read_as_gbk(tmp_path, ("plan.yaml", "seats.csv", "bills.csv")) == ["plan.yaml"]
