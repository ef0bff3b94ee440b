"""The pupil roll export: each row becomes a pupil or a refused row that says why."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kehou.gateways.sheets import Table
from kehou.ground.refusal import Refusal
from kehou.people.roll.cells import (
    RefusedRow,
    RowReader,
    Unfit,
    one_of,
    option,
    plain,
    read_date,
    read_document_number,
    read_id_number,
    read_month,
    read_name,
    read_phone,
    read_yes_no,
)
from kehou.people.roll.columns import MEMBERS, ROLL_NEEDED, ROLL_OPTIONAL, locate
from kehou.people.roll.grade import Stage, grade_of, read_class, school_year
from kehou.people.roll.masking import mask_date, mask_id, mask_numbers, mask_phone

Progress = Callable[[int, int], None]

RESIDENT_ID = "居民身份证"
PROGRESS_EVERY_ROWS = 500
_SCHOOL_CODE_DIGITS = 10

_ID_KINDS = (
    RESIDENT_ID, "香港特区护照/身份证明", "澳门特区护照/身份证明", "台湾居民来往大陆通行证", "境外永久居住证", "护照",
    "户口簿", "户口薄", "其他",
)  # fmt: skip
_LEFT_BEHIND = {
    "0": 0, "否": 0, "非留守儿童": 0, "非留守": 0,
    "1": 1, "单亲留守儿童": 1, "单亲留守": 1,
    "2": 2, "双亲留守儿童": 2, "双亲留守": 2,
}  # fmt: skip
_NO_DISABILITY = {"", "无", "无残疾", "否", "0", "非残疾"}

_read_sex = one_of({"男": "男", "女": "女", "1": "男", "2": "女"}, "男 或 女")
_read_boarding = one_of(
    {"走读": False, "住校": True, "借宿": False, "其他": False, "1": False, "2": True}, "走读 或 住校"
)
_read_left_behind = one_of(_LEFT_BEHIND, "非留守儿童、单亲留守儿童 或 双亲留守儿童")
_read_id_kind = one_of({kind: kind for kind in _ID_KINDS}, "证件类型的名称，如 居民身份证")


@dataclass(frozen=True, slots=True)
class SchoolOnRoll:
    """A school whose pupils may stand in the file. code: the ten digits of 学校标识码."""

    code: str
    stages: Sequence[Stage]


@dataclass(frozen=True, slots=True)
class Guardian:
    """A family member marked 是否监护人. phone: digits, or "" where only the other one has a phone."""

    name: str
    relation: str
    phone: str


@dataclass(frozen=True, slots=True)
class RollRow:
    """One pupil as the roll says it.

    number: the row in the file. class_no: the class within its grade, from 1.
    seat_no: 班内学号, None unless a small number. entered: YYYYMM, into the first grade of the present stage.
    left_behind: 0 no, 1 one parent away, 2 both.
    aid: categories the roll itself shows; what a family must prove (低保 …) comes from the aid officer, never from
    here. 是否烈士或优抚子女 is one column for two things: it is kept as "烈士子女" for the aid officer to confirm.
    """

    number: int
    school_code: str
    name: str
    sex: str
    born: date
    id_kind: str
    id_number: str
    grade: int
    class_no: int
    seat_no: int | None
    entered: str
    boarding: bool
    left_behind: int
    migrant: bool
    aid: tuple[str, ...]
    guardians: tuple[Guardian, ...]


@dataclass(frozen=True, slots=True)
class ParsedRoll:
    """refused_keys: ID numbers that could be read in refused rows: those children are in the file, not gone."""

    rows: tuple[RollRow, ...]
    refused: tuple[RefusedRow, ...]
    refused_keys: frozenset[str] = field(default=frozenset(), repr=False)


def parse_roll(
    table: Table, *, schools: Sequence[SchoolOnRoll], first_day: date, progress: Progress | None = None
) -> ParsedRoll:
    """Read every row; a row with any problem is refused with all its problems.

    schools: whose pupils are expected; a row of another school is refused.
    first_day: of the term; it turns 入学年月 into a grade.
    progress: called with (rows done, rows in all) every 500 rows and at the end.
    Errors: Refusal from `locate` where the header does not serve; `roll_empty` where nobody stands below it.
    """
    layout = locate(table.header, needed=ROLL_NEEDED, optional=ROLL_OPTIONAL)
    by_code = {school.code: school for school in schools}
    seen: dict[str, int] = {}
    rows: list[RollRow] = []
    refused: list[RefusedRow] = []
    for done, row in enumerate(table.rows(layout.indices), start=1):
        reader = RowReader(layout, row)
        if row.spills:
            reader.refuse(next(iter(layout.places)), "和表头一样多的格子：这一行多出来了，可能有没加引号的逗号")
        pupil = None if reader.problems else _read_pupil(reader, by_code, first_day, seen)
        if pupil is None:
            refused.append(reader.refused)
        else:
            rows.append(pupil)
        if progress and done % PROGRESS_EVERY_ROWS == 0:
            progress(done, len(table))
    if progress:
        progress(len(table), len(table))
    if not rows and not refused:
        raise Refusal("roll_empty", "表头下面没有学生。空名单会让全校学生离校，请重新导出后再上传。")
    refused_keys = frozenset(seen) - {row.id_number for row in rows}
    return ParsedRoll(tuple(rows), tuple(refused), refused_keys)


def _read_pupil(
    reader: RowReader, schools: Mapping[str, SchoolOnRoll], first_day: date, seen: dict[str, int]
) -> RollRow | None:
    school = schools.get(plain(reader.text("学校标识码")))
    if school is None:
        codes = "、".join(list(schools)[:3])
        reader.refuse("学校标识码", f"本校的学校标识码 {codes}", mask=_mask_school_code)
        return None
    name = reader.take("姓名", read_name)
    sex = reader.take("性别", _read_sex)
    born = reader.take("出生日期", read_date, mask=mask_date)  # what is no date is nobody's birthday
    kind = reader.take("身份证件类型", _read_id_kind)
    number = _read_identity(reader, kind)
    _compare_with_id(reader, kind, number, born, sex)
    entered = reader.take("入学年月", read_month, mask=mask_date)
    place = _read_place(reader, school, first_day, entered, born)
    seat_no = reader.take("班内学号", _read_seat_no)
    boarding = reader.take("就读方式", _read_boarding)
    left_behind = reader.take("是否留守儿童", _read_left_behind)
    migrant = reader.take("是否进城务工人员随迁子女", read_yes_no)
    aid = _read_aid(reader)
    guardians = _read_guardians(reader)
    if number and seen.setdefault(number, reader.number) != reader.number:
        reader.refuse("身份证件号", f"每名学生一行：和第 {seen[number]} 行是同一个号码", mask=mask_id)
    if reader.problems:
        return None
    assert name and sex and born and kind and number and entered and place and guardians
    assert boarding is not None and left_behind is not None and migrant is not None
    grade, class_no = place
    return RollRow(
        number=reader.number,
        school_code=school.code,
        name=name,
        sex=sex,
        born=born,
        id_kind=kind,
        id_number=number,
        grade=grade,
        class_no=class_no,
        seat_no=seat_no,
        entered=f"{entered:%Y%m}",
        boarding=boarding,
        left_behind=left_behind,
        migrant=migrant,
        aid=aid,
        guardians=guardians,
    )


def _mask_school_code(text: str) -> str:
    return text if len(text) <= _SCHOOL_CODE_DIGITS else mask_numbers(text)


def _read_identity(reader: RowReader, kind: str | None) -> str | None:
    """The number that names this pupil; without a document, the local roll number (学籍辅号) does."""
    if kind is None:
        return None
    if kind == RESIDENT_ID:
        return reader.take("身份证件号", read_id_number, mask=mask_id)
    if not reader.text("身份证件号") and reader.text("学籍辅号"):
        return reader.take("学籍辅号", read_document_number, mask=mask_id)
    return reader.take("身份证件号", read_document_number, mask=mask_id)


def _compare_with_id(
    reader: RowReader, kind: str | None, number: str | None, born: date | None, sex: str | None
) -> None:
    if kind != RESIDENT_ID or number is None:
        return
    if born and number[6:14] != f"{born:%Y%m%d}":
        reader.refuse("出生日期", "和身份证件号里的出生日期一致", mask=mask_id)
    if sex and (int(number[16]) % 2 == 1) != (sex == "男"):
        reader.refuse("性别", "和身份证件号一致")


def _read_seat_no(text: str) -> int | None:
    # It only orders a list of names, so a longer code of some school's own is left aside instead of refused.
    digits = plain(text)
    return int(digits) if re.fullmatch(r"\d{1,3}", digits) else None


def _read_relation(text: str) -> str:
    relation = option(text)
    if not 0 < len(relation) <= 20 or any(sign.isdigit() for sign in relation):
        raise Unfit("和学生的关系，如 母亲")
    return relation


def _read_aid(reader: RowReader) -> tuple[str, ...]:
    orphan = reader.take("是否孤儿", read_yes_no)
    martyr = reader.take("是否烈士或优抚子女", read_yes_no)
    disabled = reader.take("残疾类型", lambda text: option(text) not in _NO_DISABILITY)
    shown = (("孤儿", orphan), ("残疾", disabled), ("烈士子女", martyr))
    return tuple(category for category, yes in shown if yes)


def _read_guardians(reader: RowReader) -> tuple[Guardian, ...]:
    guardians = []
    for member in MEMBERS:
        if not reader.text(f"{member}姓名"):
            continue
        is_guardian = reader.take(f"{member}是否监护人", read_yes_no)
        if not is_guardian:
            continue
        name = reader.take(f"{member}姓名", read_name)
        relation = reader.take(f"{member}关系", _read_relation)
        phone = reader.take(f"{member}联系电话", read_phone, mask=mask_phone)
        guardians.append(Guardian(name or "", relation or "", phone or ""))
    if not guardians and not reader.problems:
        reader.refuse("成员1是否监护人", "成员1、成员2 里至少一位是监护人")
    elif not any(guardian.phone for guardian in guardians) and not reader.problems:
        reader.refuse("成员1联系电话", "至少一位监护人的电话，出了事要找得到人", mask=mask_phone)
    return tuple(guardians)


def _read_place(
    reader: RowReader, school: SchoolOnRoll, first_day: date, entered: date | None, born: date | None
) -> tuple[int, int] | None:
    """(grade, class) of the pupil, or None with a problem kept."""
    in_class = reader.take("班号", read_class)
    if in_class is None or entered is None or born is None:
        return None
    # A class moves up as one: where its number carries a year, that year rules (pupils who repeat or skip a year).
    year = in_class.year or school_year(entered)
    if abs(year - school_year(entered)) > 1:
        reader.refuse("班号", f"和入学年月（{entered:%Y%m}）同一级，最多差一级")
        return None
    grade = grade_of(school.stages, years=school_year(first_day) - year, age=school_year(first_day) - born.year)
    if grade is None:
        reader.refuse("入学年月", "进入本校现在这个学段一年级的年月，并且还没有毕业")
        return None
    if in_class.grade and in_class.grade != grade:
        reader.refuse("班号", f"和入学年月（{entered:%Y%m}）推出的年级一致")
        return None
    return grade, in_class.number
