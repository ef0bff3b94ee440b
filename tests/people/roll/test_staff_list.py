"""The staff list."""

from datetime import date

import pytest

from kehou.gateways.sheet_writer import write_csv
from kehou.gateways.sheets import read_table
from kehou.ground.refusal import Refusal
from kehou.people.roll.staff_list import STAFF_COLUMNS, ParsedStaff, parse_staff, staff_list_template

TODAY = date(2026, 8, 20)
ROW = {"姓名": "苏日娜", "手机号": "15400000001", "岗位": "教师", "任教学科": "音乐", "无犯罪记录查询日期": "20260801"}


def parse(*rows: dict[str, str]) -> ParsedStaff:
    data = write_csv(STAFF_COLUMNS, [[row[name] for name in STAFF_COLUMNS] for row in rows])
    return parse_staff(read_table(data, headers=STAFF_COLUMNS), today=TODAY)


def column_refused(**changed: str) -> str:
    (row,) = parse(ROW | changed).refused
    return row.problems[0].column


def test_a_right_row_becomes_a_member_of_staff() -> None:
    (person,) = parse(ROW | {"岗位": "教师，值守组长", "任教学科": "音乐、美术 音乐"}).rows
    assert (person.name, person.phone) == ("苏日娜", "15400000001")
    assert person.roles == ("duty_leader", "teacher")
    assert person.subjects == ("音乐", "美术")
    assert person.cleared_on == date(2026, 8, 1)


def test_the_last_two_columns_may_be_missing_or_empty() -> None:
    data = write_csv(["岗位", "姓名", "手机号"], [["门卫", "赵平", "15400000002"]])
    (person,) = parse_staff(read_table(data, headers=STAFF_COLUMNS), today=TODAY).rows
    assert (person.roles, person.subjects, person.cleared_on) == (("gate",), (), None)
    assert parse(ROW | {"任教学科": "", "无犯罪记录查询日期": ""}).rows


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("姓名", ""),
        ("手机号", "0473-2000000"),
        ("岗位", ""),
        ("岗位", "保洁"),
        ("岗位", "经费经办、经费复核"),
        ("无犯罪记录查询日期", "20260821"),
        ("任教学科", "一、二、三、四、五、六、七"),
    ],
)
def test_what_does_not_serve_is_refused_at_its_cell(column: str, text: str) -> None:
    assert column_refused(**{column: text}) == column


def test_a_wrong_date_is_shown_with_its_cell_and_what_is_wrong_with_it() -> None:
    for text, expected in (("20260821", "不晚于今天"), ("20260230", "这一天存在"), ("2026/8", "8 位日期")):
        (row,) = parse(ROW | {"无犯罪记录查询日期": text}).refused
        (problem,) = row.problems
        assert (problem.cell, problem.found) == ("E2", text)
        assert expected in problem.expected


@pytest.mark.invariant("I16")
def test_a_phone_or_an_id_number_in_the_date_column_is_masked() -> None:
    for text, shown in (("15400000001", "154****0001"), ("150302201803059728", "150***********9728")):
        (row,) = parse(ROW | {"无犯罪记录查询日期": text}).refused
        assert row.problems[0].found == shown


@pytest.mark.invariant("I7")
def test_nobody_both_prepares_and_checks_money() -> None:
    assert column_refused(岗位="经费经办、经费复核") == "岗位"
    assert parse(ROW | {"岗位": "经费经办、教师"}).rows


def test_two_people_with_one_phone_are_refused_because_they_would_share_a_sign_in() -> None:
    parsed = parse(ROW, ROW | {"姓名": "赵平"})
    assert [row.number for row in parsed.refused] == [3]
    assert parsed.refused[0].problems[0].found == "154****0001"


def test_somebody_whose_row_was_refused_is_still_known_by_phone() -> None:
    assert parse(ROW | {"岗位": "保洁"}).refused_keys == {"15400000001"}
    assert parse(ROW).refused_keys == frozenset()


def test_an_empty_list_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        parse()
    assert caught.value.code == "staff_list_empty"


def test_the_template_has_the_columns_and_nobody_in_it() -> None:
    table = read_table(staff_list_template(), headers=STAFF_COLUMNS)
    assert table.header == STAFF_COLUMNS
    assert len(table) == 0
