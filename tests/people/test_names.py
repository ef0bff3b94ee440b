"""What a child is called on its family's pages."""

import pytest

from kehou.people.queries import given_name


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("周沐阳", "沐阳"), ("沈红燕", "红燕"), ("赖凯", "赖凯"), ("欧阳若曦", "欧阳若曦"), ("苏明哲", "明哲"), ("乔安娜", "安娜"),
        ("巴雅尔", "巴雅尔"), ("阿古拉", "阿古拉"), ("苏日娜", "苏日娜"), ("乌兰其其格", "乌兰其其格"), ("娜仁", "娜仁"),
        ("买买提·艾力", "买买提·艾力"),
    ],
)  # fmt: skip
def test_a_surname_is_left_out_and_a_name_without_one_stays_whole(name: str, called: str) -> None:
    assert given_name(name) == called
