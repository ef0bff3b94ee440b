"""One pupil's row and how to read it. Every person is invented: see kehou/sim/people.py."""

from collections.abc import Sequence
from datetime import date

from kehou.gateways.sheet_writer import write_csv
from kehou.gateways.sheets import read_table
from kehou.people.roll.columns import ROLL_COLUMNS
from kehou.people.roll.grade import Stage
from kehou.people.roll.parse import ParsedRoll, SchoolOnRoll, parse_roll

CODE = "2115000017"
FIRST_DAY = date(2026, 8, 31)

# A girl of the third grade; a boy's number of the same day ends in 9712.
ROW = {
    "学校标识码": CODE,
    "姓名": "周沐阳",
    "性别": "女",
    "出生日期": "20180305",
    "身份证件类型": "居民身份证",
    "身份证件号": "150302201803059720",
    "班号": "202402",
    "入学年月": "202409",
    "就读方式": "走读",
    "是否留守儿童": "非留守儿童",
    "是否孤儿": "否",
    "是否烈士或优抚子女": "否",
    "残疾类型": "",
    "班内学号": "7",
    "是否进城务工人员随迁子女": "否",
    "成员1姓名": "周国栋",
    "成员1关系": "父亲",
    "成员1联系电话": "15400000001",
    "成员1是否监护人": "是",
}


def parse(
    *rows: dict[str, str], header: Sequence[str] = tuple(ROW), stages: Sequence[Stage] = ("primary",),
    first_day: date = FIRST_DAY,
) -> ParsedRoll:  # fmt: skip
    """Rows through a real file and back."""
    data = write_csv(header, [[row.get(name, "") for name in header] for row in rows])
    table = read_table(data, headers=ROLL_COLUMNS)
    return parse_roll(table, schools=[SchoolOnRoll(CODE, stages)], first_day=first_day)
