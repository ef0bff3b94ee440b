"""Single cells as people and spreadsheets write them."""

from datetime import date

import pytest

from kehou.people.roll.cells import Unfit, option, read_date, read_mobile, read_month, read_name, read_phone
from kehou.people.roll.masking import mask_field, mask_id, mask_numbers, mask_phone


@pytest.mark.parametrize("name", ["王芳", "欧阳子涵", "乌云其木格", "阿依努尔·吐尔逊", "𬭎㛃", "Anna Lee", "丁〇"])
def test_names_of_every_kind_are_taken(name: str) -> None:
    assert read_name(name) == name


def test_dots_are_one_dot_and_layout_spaces_go() -> None:
    assert read_name("阿依努尔•吐尔逊") == "阿依努尔·吐尔逊"
    assert read_name("张　三") == "张三"


@pytest.mark.parametrize("name", ["", "王", "赵?", "赵□", "赵\ue863", "王3", "张三\x07", "字" * 51, "张三,李四"])
def test_a_name_that_would_print_wrongly_is_refused(name: str) -> None:
    with pytest.raises(Unfit):
        read_name(name)


@pytest.mark.parametrize("text", ["20150901", "2015-09-01", "2015/9/1", "2015年9月1日", "2015.9.1"])
def test_a_date_in_any_usual_writing(text: str) -> None:
    assert read_date(text) == date(2015, 9, 1)


@pytest.mark.parametrize("text", ["", "20150230", "20151301", "150901", "20150901.5", "2015"])
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(Unfit):
        read_date(text)


def test_months() -> None:
    assert read_month("202309") == read_month("20230901") == read_month("2023年9月") == date(2023, 9, 1)
    for text in ("202313", "2023", "", "000009"):
        with pytest.raises(Unfit):
            read_month(text)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("15400000001", "15400000001"),
        ("+86 154-0000-0001", "15400000001"),
        ("8615400000001", "15400000001"),
        ("0473-2000000", "04732000000"),
        ("（0473）2000000", "04732000000"),
        ("", ""),
    ],
)
def test_phones_become_digits(text: str, digits: str) -> None:
    assert read_phone(text) == digits


@pytest.mark.parametrize(
    "text", ["1540000000", "154000000012", "2000000", "12400000001", "电话", "15400000001/15400000002"]
)
def test_what_cannot_be_called_is_refused(text: str) -> None:
    with pytest.raises(Unfit):
        read_phone(text)


def test_a_mobile_is_no_landline_and_not_empty() -> None:
    for text in ("04732000000", ""):
        with pytest.raises(Unfit):
            read_mobile(text)


def test_option_names_lose_their_code() -> None:
    assert [option(text) for text in ("2-住校", "1－单亲留守儿童", "住校", "2", "4.残疾")] == [
        "住校",
        "单亲留守儿童",
        "住校",
        "2",
        "残疾",
    ]


@pytest.mark.invariant("I16")
def test_masks_hide_the_middle_and_short_values_whole() -> None:
    assert mask_id("150302201803059728") == "150***********9728"
    assert mask_id("E12345678") == "*********"
    assert mask_phone("15400008000") == "154****8000"


@pytest.mark.invariant("I16")
def test_a_preview_shows_protected_fields_masked() -> None:
    assert mask_field("id_number", "150302201803059720") == "150***********9720"
    assert mask_field("born", "2018-03-05") == "**********"
    assert mask_field("guardians", [{"name": "周国栋", "relation": "父亲", "phone": "15400000001"}]) == [
        {"name": "周国栋", "relation": "父亲", "phone": "154****0001"}
    ]
    assert mask_field("grade", 3) == 3
    assert mask_numbers("电话15400000001，三（2）班202402") == "电话154****0001，三（2）班202402"
