"""The pupil roll row by row: what is taken, what is refused and what the office is told."""

from datetime import date

import pytest

from kehou.gateways.sheet_writer import Sheet, write_xlsx
from kehou.gateways.sheets import read_table
from kehou.ground.refusal import Refusal
from kehou.people.roll.cells import CellProblem
from kehou.people.roll.columns import ROLL_COLUMNS, ROLL_NEEDED, ROLL_OPTIONAL
from kehou.people.roll.parse import Guardian, SchoolOnRoll, parse_roll
from tests.people.roll.cast import CODE, FIRST_DAY, ROW, parse


def problem_of(**changed: str) -> CellProblem:
    """The one problem of a row that is right but for these cells."""
    parsed = parse(ROW | changed, header=tuple(ROW | changed))
    assert not parsed.rows
    (row,) = parsed.refused
    (problem,) = row.problems
    return problem


def test_the_export_has_71_columns_and_we_read_a_third_of_them() -> None:
    assert len(ROLL_COLUMNS) == len(set(ROLL_COLUMNS)) == 71
    assert ROLL_COLUMNS[0] == "学校标识码"
    assert ROLL_COLUMNS[46:48] == ("成员1姓名", "成员1关系")
    assert ROLL_COLUMNS[-1] == "是否进城务工人员随迁子女"
    assert set(ROLL_NEEDED) | set(ROLL_OPTIONAL) < set(ROLL_COLUMNS)
    assert len(ROLL_NEEDED) + len(ROLL_OPTIONAL) == 24


def test_a_right_row_becomes_a_pupil() -> None:
    (pupil,) = parse(ROW).rows
    assert (pupil.name, pupil.sex, pupil.born) == ("周沐阳", "女", date(2018, 3, 5))
    assert (pupil.grade, pupil.class_no, pupil.seat_no, pupil.entered) == (3, 2, 7, "202409")
    assert (pupil.boarding, pupil.left_behind, pupil.migrant, pupil.aid) == (False, 0, False, ())
    assert pupil.guardians == (Guardian("周国栋", "父亲", "15400000001"),)


@pytest.mark.invariant("I25")
def test_the_order_of_columns_is_free_and_unused_ones_are_ignored() -> None:
    header = ("备注", *reversed(ROW), "血型", "备注")
    assert parse(ROW | {"血型": "=1+1"}, header=[name for name in header if name != "血型"]).rows == parse(ROW).rows
    data = write_xlsx(
        [Sheet("表", header, [[({**ROW, "血型": "=1+1", "备注": "@x"}).get(name, "") for name in header]])]
    )
    table = read_table(data, headers=ROLL_COLUMNS)
    rows = parse_roll(table, schools=[SchoolOnRoll(CODE, ("primary",))], first_day=FIRST_DAY).rows
    assert rows == parse(ROW).rows


def test_a_missing_column_is_named_with_the_nearest_one() -> None:
    header = ["身份证号" if name == "身份证件号" else name for name in ROW if name != "性别"]
    with pytest.raises(Refusal) as caught:
        parse(ROW, header=header)
    assert caught.value.code == "columns_missing"
    assert "「性别」" in caught.value.says
    assert "「身份证件号」（最接近的是「身份证号」）" in caught.value.says


def test_a_column_that_stands_twice_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        parse(ROW, header=[*ROW, "姓名"])
    assert caught.value.code == "columns_twice"
    assert "「姓名」" in caught.value.says


def test_a_roll_without_pupils_is_refused_because_it_would_empty_the_school() -> None:
    with pytest.raises(Refusal) as caught:
        parse()
    assert caught.value.code == "roll_empty"


def test_the_pupil_of_another_school_is_refused() -> None:
    problem = problem_of(学校标识码="2115000018")
    assert (problem.cell, problem.column, problem.found) == ("A2", "学校标识码", "2115000018")
    assert CODE in problem.expected


@pytest.mark.invariant("I16")
def test_a_wrong_id_number_is_shown_masked() -> None:
    problem = problem_of(身份证件号="150302201803059727")
    assert problem.cell == "F2"
    assert problem.found == "150***********9727"
    assert "校验位" in problem.expected


@pytest.mark.invariant("I16")
def test_a_wrong_phone_is_shown_masked() -> None:
    assert problem_of(成员1联系电话="1540000000").found == "154***0000"
    assert problem_of(成员1联系电话="12345").found == "*****"


def test_a_date_that_cannot_be_is_shown_as_it_stands() -> None:
    for column, found in (("出生日期", "20180230"), ("出生日期", "2018-2-30"), ("入学年月", "20231301")):
        problem = problem_of(**{column: found})
        assert (problem.column, problem.found) == (column, found)


@pytest.mark.invariant("I16")
def test_a_birthday_that_can_be_is_masked_even_where_it_is_wrong() -> None:
    assert problem_of(出生日期="20180306").found == "********"


@pytest.mark.invariant("I16")
def test_what_stands_in_a_date_column_and_is_no_date_is_masked() -> None:
    assert problem_of(出生日期=ROW["身份证件号"]).found == "150***********" + ROW["身份证件号"][-4:]
    assert problem_of(出生日期="15400000001").found == "154****0001"


@pytest.mark.invariant("I16")
def test_an_id_number_in_a_wrong_column_is_masked_there_too() -> None:
    number = ROW["身份证件号"]
    for column in ("性别", "班号", "姓名", "学校标识码", "是否留守儿童", "成员1关系"):
        parsed = parse(ROW | {column: number})
        assert not parsed.rows
        assert number not in repr(parsed.refused)


@pytest.mark.invariant("I16")
def test_nothing_personal_stands_in_an_exception() -> None:
    with pytest.raises(Refusal) as caught:
        parse(ROW, header=[name for name in ROW if name != "姓名"])
    shown = repr(caught.value) + str(caught.value) + caught.value.says
    assert not [value for value in ROW.values() if len(value) > 3 and value in shown]


@pytest.mark.parametrize(
    ("number", "hint"),
    [
        ("1.50302201803E+17", "设为文本"),
        ("15030220180305972", "18 位"),
        ("150302201803059721", "校验位"),
        ("", "18 位"),
        ("150302201802309724", "出生日期不存在"),
    ],
)
def test_each_way_an_id_number_breaks_has_its_own_words(number: str, hint: str) -> None:
    assert hint in problem_of(身份证件号=number).expected


def test_the_check_digit_is_the_one_of_the_national_standard() -> None:
    """By the weights themselves (GB 11643), so that a library used wrongly on both sides shows."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    for order in range(900, 1000):
        body = f"15030220180305{order}"
        right = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]
        for sign in "0123456789X":
            sexed = ROW | {"身份证件号": body + sign, "性别": "男" if order % 2 else "女"}
            assert bool(parse(sexed).rows) == (sign == right)


def test_a_small_x_and_full_width_digits_are_the_same_number() -> None:
    assert parse(ROW | {"身份证件号": "１５０３０２２０１８０３０５９７２０"}).rows == parse(ROW).rows
    assert parse(ROW | {"身份证件号": "15030220180305900x"}).rows[0].id_number == "15030220180305900X"


def test_birthday_and_sex_must_agree_with_the_id_number() -> None:
    assert problem_of(出生日期="20180306").column == "出生日期"
    assert problem_of(性别="男").column == "性别"


def test_a_child_without_an_id_card_is_known_by_another_document_or_the_local_roll_number() -> None:
    (abroad,) = parse(ROW | {"身份证件类型": "护照", "身份证件号": "e1234567"}).rows
    assert (abroad.id_kind, abroad.id_number) == ("护照", "E1234567")
    (none,) = parse(
        ROW | {"身份证件类型": "其他", "身份证件号": "", "学籍辅号": "NM0012345"}, header=(*ROW, "学籍辅号")
    ).rows
    assert none.id_number == "NM0012345"
    assert problem_of(身份证件类型="其他", 身份证件号="", 学籍辅号="").column == "身份证件号"


def test_the_same_child_twice_is_refused_the_second_time_with_the_first_row_named() -> None:
    parsed = parse(ROW, ROW | {"姓名": "周沐扬"})
    assert [row.number for row in parsed.rows] == [2]
    assert "第 2 行" in parsed.refused[0].problems[0].expected


def test_a_child_whose_first_row_was_refused_is_not_let_in_by_the_second() -> None:
    parsed = parse(ROW | {"就读方式": "?"}, ROW)
    assert not parsed.rows
    assert [row.number for row in parsed.refused] == [2, 3]


@pytest.mark.parametrize(
    ("written", "value"),
    [("0", 0), ("非留守儿童", 0), ("1", 1), ("1-单亲留守儿童", 1), ("2", 2), ("双亲留守儿童", 2)],
)
@pytest.mark.clause("八.3d")
def test_left_behind_is_none_one_or_both_parents(written: str, value: int) -> None:
    (pupil,) = parse(ROW | {"是否留守儿童": written}).rows
    assert pupil.left_behind == value


@pytest.mark.parametrize("written", ["", "是", "3", "有时"])
def test_a_left_behind_flag_that_does_not_say_one_or_both_is_not_guessed(written: str) -> None:
    assert problem_of(是否留守儿童=written).column == "是否留守儿童"


def test_aid_categories_are_those_the_roll_itself_shows() -> None:
    (pupil,) = parse(ROW | {"是否孤儿": "是", "残疾类型": "听力残疾", "是否烈士或优抚子女": "1-是"}).rows
    assert pupil.aid == ("孤儿", "残疾", "烈士子女")


def test_boarders_are_told_from_day_pupils() -> None:
    assert parse(ROW | {"就读方式": "2-住校"}).rows[0].boarding
    assert not parse(ROW | {"就读方式": "走读"}).rows[0].boarding


def test_only_guardians_are_taken_and_one_of_them_needs_a_phone() -> None:
    second = {"成员2姓名": "周爷", "成员2关系": "祖父", "成员2联系电话": "0473-2000000", "成员2是否监护人": "是"}
    (pupil,) = parse(ROW | second | {"成员1是否监护人": "否"}, header=(*ROW, *second)).rows
    assert pupil.guardians == (Guardian("周爷", "祖父", "04732000000"),)
    assert problem_of(成员1是否监护人="否").expected == "成员1、成员2 里至少一位是监护人"
    assert problem_of(成员1联系电话="").column == "成员1联系电话"
    (both,) = parse(ROW | second | {"成员1联系电话": ""}, header=(*ROW, *second)).rows
    assert [guardian.phone for guardian in both.guardians] == ["", "04732000000"]


def test_every_problem_of_a_row_is_told_at_once() -> None:
    (row,) = parse(ROW | {"姓名": "", "班号": "", "就读方式": "骑车"}).refused
    assert [problem.column for problem in row.problems] == ["姓名", "班号", "就读方式"]


def test_a_row_shifted_by_a_stray_comma_is_refused_whole() -> None:
    lines = [",".join(ROW), ",".join(ROW.values()) + ",河畔街"]
    table = read_table("\n".join(lines).encode(), headers=ROLL_COLUMNS)
    parsed = parse_roll(table, schools=[SchoolOnRoll(CODE, ("primary",))], first_day=FIRST_DAY)
    assert not parsed.rows
    assert "逗号" in parsed.refused[0].problems[0].expected


def test_a_formula_in_a_column_we_read_is_refused() -> None:
    header = tuple(ROW)
    data = write_xlsx([Sheet("表", header, [[(ROW | {"成员1关系": "=1+1"})[name] for name in header]])])
    table = read_table(data, headers=ROLL_COLUMNS)
    parsed = parse_roll(table, schools=[SchoolOnRoll(CODE, ("primary",))], first_day=FIRST_DAY)
    assert [problem.column for problem in parsed.refused[0].problems] == ["成员1关系"]


def test_progress_goes_up_to_the_number_of_rows() -> None:
    data = ("\n".join([",".join(ROW), *([",".join(ROW.values())] * 1200)])).encode()
    table = read_table(data, headers=ROLL_COLUMNS)
    seen: list[tuple[int, int]] = []
    parse_roll(
        table,
        schools=[SchoolOnRoll(CODE, ("primary",))],
        first_day=FIRST_DAY,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(500, 1200), (1000, 1200), (1200, 1200)]
