"""The simulated people as the files a school would upload: the 71-column roll export, and the staff list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kehou.gateways.sheet_writer import Sheet, write_csv, write_xlsx
from kehou.people.roll.columns import ROLL_COLUMNS
from kehou.people.roll.staff_list import STAFF_COLUMNS
from kehou.sim.people import SimPupil, SimStaff

Format = Literal["xlsx", "csv"]
Values = dict[str, str]


def write_roll(
    path: Path,
    pupils: Sequence[SimPupil],
    *,
    format: Format = "xlsx",
    encoding: str = "utf-8-sig",
    faults: Sequence[str] = (),
) -> tuple["Planted", ...]:
    """Write all 71 columns. faults: names from FAULTS, each planted in a row of its own; where is returned.

    encoding: for csv; "utf-8-sig", "utf-8" or "gb18030".
    Errors: ValueError where there are fewer than two pupils for each fault, and for "formula" in csv, which the
    writer refuses.
    """
    values = [roll_values(pupil) for pupil in pupils]
    planted = _plant(values, faults)
    path.write_bytes(_file(ROLL_COLUMNS, values, format=format, encoding=encoding, name="学生基本信息"))
    return planted


def write_staff_list(path: Path, staff: Sequence[SimStaff], *, format: Format = "xlsx") -> None:
    """Write the staff list in the columns of people/roll/staff_list.py."""
    values = [
        {
            "姓名": person.name,
            "手机号": person.phone,
            "岗位": "、".join(person.roles),
            "任教学科": "、".join(person.subjects),
            "无犯罪记录查询日期": f"{person.cleared_on:%Y%m%d}",
        }
        for person in staff
    ]
    path.write_bytes(_file(STAFF_COLUMNS, values, format=format, encoding="utf-8-sig", name="教职工名单"))


def roll_values(pupil: SimPupil) -> Values:
    """What stands in each column for this pupil; columns left out are empty."""
    region = pupil.district
    values = {
        "学校标识码": pupil.school_code,
        "姓名": pupil.name,
        "性别": pupil.sex,
        "出生日期": f"{pupil.born:%Y%m%d}",
        "出生地行政区划代码": region,
        "籍贯": region,
        "民族": pupil.ethnicity,
        "国籍/地区": "中国",
        "身份证件类型": "居民身份证",
        "港澳台侨外": "否",
        "健康状况": "残疾" if "残疾" in pupil.aid else "健康或良好",
        "政治面貌": "群众" if pupil.grade < 2 else "中国少年先锋队队员" if pupil.grade < 9 else "群众",
        "身份证件号": pupil.id_number,
        "户口性质": "农业户口" if pupil.migrant or pupil.left_behind else "非农业户口",
        "户口所在地行政区划": region,
        "班号": f"{pupil.entered[:4]}{pupil.class_no:02d}",
        "入学年月": pupil.entered,
        "入学方式": "就近入学" if pupil.grade < 10 else "统一招生考试/普通入学",
        "就读方式": "住校" if pupil.boarding else "走读",
        "现住址": pupil.address,
        "通信地址": pupil.address,
        "家庭地址": pupil.address,
        "联系电话": pupil.guardians[0].phone,
        "邮政编码": "016000",
        "是否独生子女": "否",
        "是否受过学前教育": "是",
        "是否留守儿童": ("非留守儿童", "单亲留守儿童", "双亲留守儿童")[pupil.left_behind],
        "是否需要申请资助": _yes(bool(pupil.aid)),
        "是否享受一补": "否",
        "是否孤儿": _yes("孤儿" in pupil.aid),
        "是否烈士或优抚子女": _yes("烈士子女" in pupil.aid),
        "上下学距离": "1",
        "上下学方式": "步行",
        "是否需要乘坐校车": "否",
        "班内学号": str(pupil.seat_no),
        "学生来源": "正常入学",
        "残疾类型": "肢体残疾" if "残疾" in pupil.aid else "无残疾",
        "是否由政府购买学位": "否",
        "随班就读": "非随班就读",
        "是否进城务工人员随迁子女": _yes(pupil.migrant),
    }
    for member, guardian in zip(("成员1", "成员2"), pupil.guardians, strict=False):
        values |= {
            f"{member}姓名": guardian.name,
            f"{member}关系": guardian.relation,
            f"{member}现住址": pupil.address,
            f"{member}户口所在地行政区划": region,
            f"{member}联系电话": guardian.phone,
            f"{member}是否监护人": "是",
            f"{member}民族": pupil.ethnicity,
        }
    return values


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault and where it was put. number: the row in the file, the header being row 1."""

    fault: str
    number: int
    column: str


def _wrong_check_digit(values: Values) -> None:
    number = values["身份证件号"]
    values["身份证件号"] = number[:-1] + ("0" if number[-1] != "0" else "1")


def _set(column: str, text: str) -> Callable[[Values], None]:
    def put(values: Values) -> None:
        values[column] = text

    return put


def _no_guardian(values: Values) -> None:
    values["成员1是否监护人"] = values["成员2是否监护人"] = "否"


def _no_phone(values: Values) -> None:
    values["成员1联系电话"] = values["成员2联系电话"] = ""


# What goes wrong in real exports: fault → (the column it is found in, how it is made).
FAULTS: Mapping[str, tuple[str, Callable[[Values], None]]] = {
    "other_school": ("学校标识码", _set("学校标识码", "2115999999")),
    "lost_character": ("姓名", _set("姓名", "赵?")),
    "empty_name": ("姓名", _set("姓名", "")),
    "formula": ("姓名", _set("姓名", "=SUM(A1:A9)")),
    "wrong_check_digit": ("身份证件号", _wrong_check_digit),
    "lost_digits": ("身份证件号", _set("身份证件号", "1.50302201509E+17")),
    "day_that_does_not_exist": ("出生日期", _set("出生日期", "20180230")),
    "other_birthday": ("出生日期", _set("出生日期", "20150101")),
    "no_class": ("班号", _set("班号", "")),
    "left_school": ("入学年月", _set("入学年月", "200109")),
    "unknown_flag": ("是否留守儿童", _set("是否留守儿童", "有时")),
    "no_guardian": ("成员1是否监护人", _no_guardian),
    "no_phone": ("成员1联系电话", _no_phone),
    "short_phone": ("成员1联系电话", _set("成员1联系电话", "1540000")),
    "same_child_twice": ("身份证件号", _set("身份证件号", "")),  # filled from another row below
}


def _plant(rows: list[Values], faults: Sequence[str]) -> tuple[Planted, ...]:
    if len(rows) < 2 * len(faults):
        raise ValueError("too few pupils for so many faults")
    planted = []
    for place, fault in enumerate(faults):
        index = 2 * place + 1  # every second row, so that a right row stands before each wrong one
        column, make = FAULTS[fault]
        make(rows[index])
        if fault == "same_child_twice":
            rows[index] = dict(rows[index - 1])
        if fault == "left_school":
            rows[index]["班号"] = "1"
        planted.append(Planted(fault, index + 2, column))
    return tuple(planted)


def _file(columns: Sequence[str], values: Sequence[Values], *, format: Format, encoding: str, name: str) -> bytes:
    rows = ([each.get(column, "") for column in columns] for each in values)
    if format == "csv":
        return write_csv(columns, rows, encoding=encoding)
    return write_xlsx([Sheet(name, columns, rows)])


def _yes(value: bool) -> str:
    return "是" if value else "否"
