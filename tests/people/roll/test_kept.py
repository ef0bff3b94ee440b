"""What was read of a file comes back as it was, to its own upload only."""

from datetime import date

import pytest

from kehou.people.roll.kept import is_kept, keep, kept
from kehou.people.roll.staff_list import ParsedStaff, StaffRow
from tests.people.roll.cast import ROW, parse


def test_a_roll_comes_back_as_it_was_read() -> None:
    read = parse(ROW, ROW | {"身份证件号": "150302201803059712", "性别": "男", "残疾类型": "听力残疾", "班内学号": ""})
    assert len(read.rows) == 2 and read.rows[1].aid == ("残疾",) and read.rows[1].seat_no is None
    content = keep(read, digest="d", school_id=4)
    assert is_kept(content) and kept(content, digest="d", school_id=4) == read


def test_a_staff_list_comes_back_as_it_was_read() -> None:
    people = (
        StaffRow(2, "苏日娜", "15400000001", ("teacher", "gate"), ("音乐", "美术"), date(2026, 8, 1)),
        StaffRow(5, "赵平", "15400000002", ("gate",), (), None),
    )
    read = ParsedStaff(people, ())
    assert kept(keep(read, digest="d", school_id=4), digest="d", school_id=4) == read


def test_columns_that_are_not_taken_over_are_not_kept() -> None:
    read = parse(ROW | {"现住址": "海勃湾区滨河街 1 号"}, header=(*ROW, "现住址"))
    packed = repr(kept(keep(read, digest="d", school_id=4), digest="d", school_id=4))
    assert "周沐阳" in packed and "滨河街" not in packed


@pytest.mark.parametrize(("digest", "school_id"), [("other", 4), ("d", 5)])
def test_rows_of_another_file_or_school_are_not_opened(digest: str, school_id: int) -> None:
    content = keep(parse(ROW), digest="d", school_id=4)
    with pytest.raises(ValueError, match="another upload"):
        kept(content, digest=digest, school_id=school_id)


def test_a_file_waiting_to_be_read_is_not_taken_for_rows() -> None:
    assert not is_kept("UEsDBBQA")
