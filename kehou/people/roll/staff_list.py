"""The staff list: a small table of our own, since schools have no common export for it.

| column     | needed | what stands there                                                             |
|------------|--------|-------------------------------------------------------------------------------|
| 姓名       | yes    |                                                                               |
| 手机号     | yes    | 11 digits; what the person signs in with, so each may stand once              |
| 岗位       | yes    | one or more of the names in `ROLES`, separated by 、                           |
| 任教学科   | no     | subjects separated by 、                                                       |
| 无犯罪记录查询日期 | no   | YYYYMMDD, the day the register of offenders was last searched for this person |
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from kehou.gateways.sheet_writer import Sheet, write_xlsx
from kehou.gateways.sheets import Table
from kehou.ground.refusal import Refusal
from kehou.people.roll.cells import RefusedRow, RowReader, Unfit, plain, read_date, read_mobile, read_name
from kehou.people.roll.columns import locate
from kehou.people.roll.masking import mask_date, mask_phone

STAFF_NEEDED = ("姓名", "手机号", "岗位")
STAFF_OPTIONAL = ("任教学科", "无犯罪记录查询日期")
STAFF_COLUMNS = (*STAFF_NEEDED, *STAFF_OPTIONAL)

ROLES = {
    "校长": "principal",
    "课后服务负责人": "coordinator",
    "值守组长": "duty_leader",
    "教师": "teacher",
    "门卫": "gate",
    "资助专员": "aid_officer",
    "经费经办": "finance_maker",
    "经费复核": "finance_checker",
}

_SEPARATORS = re.compile(r"[、,，;；/\s]+")
_MAX_SUBJECTS = 6


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One member of staff. roles: values of `ROLES`. cleared_on: the day of the last clean search."""

    number: int
    name: str
    phone: str
    roles: tuple[str, ...]
    subjects: tuple[str, ...]
    cleared_on: date | None


@dataclass(frozen=True, slots=True)
class ParsedStaff:
    """refused_keys: phones that could be read in refused rows: those people are in the file, not gone."""

    rows: tuple[StaffRow, ...]
    refused: tuple[RefusedRow, ...]
    refused_keys: frozenset[str] = field(default=frozenset(), repr=False)


def staff_list_template() -> bytes:
    """An empty staff list to fill in (xlsx), with a second sheet that says what goes where."""
    notes = (
        ("姓名", "必填"),
        ("手机号", "必填，11 位，每人一个，用它登录"),
        ("岗位", "必填，可填几个，用顿号隔开：" + "、".join(ROLES)),
        ("任教学科", "可不填，几科用顿号隔开"),
        ("无犯罪记录查询日期", "最近一次查询有无犯罪记录的日期，8 位，如 20260820"),
    )
    return write_xlsx(
        [
            Sheet("教职工名单", STAFF_COLUMNS, (), widths=(12, 16, 24, 20, 16)),
            Sheet("填写说明", ("列", "怎么填"), notes, widths=(16, 90)),
        ]
    )


def parse_staff(table: Table, *, today: date) -> ParsedStaff:
    """Read every row; a row with any problem is refused with all its problems.

    Errors: Refusal from `locate` where the header does not serve; `staff_list_empty` where nobody stands below it.
    """
    layout = locate(table.header, needed=STAFF_NEEDED, optional=STAFF_OPTIONAL)
    seen: dict[str, int] = {}
    rows: list[StaffRow] = []
    refused: list[RefusedRow] = []
    for row in table.rows(layout.indices):
        reader = RowReader(layout, row)
        person = _read_person(reader, today, seen)
        if person is None or reader.problems:
            refused.append(reader.refused)
        else:
            rows.append(person)
    if not rows and not refused:
        raise Refusal("staff_list_empty", "表头下面没有人。请填好名单再上传。")
    return ParsedStaff(tuple(rows), tuple(refused), frozenset(seen) - {row.phone for row in rows})


def _read_person(reader: RowReader, today: date, seen: dict[str, int]) -> StaffRow | None:
    name = reader.take("姓名", read_name)
    phone = reader.take("手机号", read_mobile, mask=mask_phone)
    roles = reader.take("岗位", read_roles)
    subjects = reader.take("任教学科", _read_subjects)
    cleared_on = reader.take("无犯罪记录查询日期", _read_optional_date, mask=mask_date)
    if cleared_on and cleared_on > today:
        reader.refuse("无犯罪记录查询日期", "不晚于今天的日期", mask=mask_date)
    if phone and seen.setdefault(phone, reader.number) != reader.number:
        reader.refuse("手机号", f"每人一个号码：和第 {seen[phone]} 行相同", mask=mask_phone)
    if reader.problems:
        return None
    assert name and phone and roles and subjects is not None
    return StaffRow(reader.number, name, phone, roles, subjects, cleared_on)


def read_roles(text: str) -> tuple[str, ...]:
    """Role names in the order of `ROLES`, each once. The one who prepares money may not also check it."""
    names = _split(text)
    if not names or any(name not in ROLES for name in names):
        raise Unfit("岗位的名称：" + "、".join(ROLES))
    roles = tuple(role for name, role in ROLES.items() if name in names)
    if "finance_maker" in roles and "finance_checker" in roles:
        raise Unfit("经费经办和经费复核由两个人担任")
    return roles


def _read_subjects(text: str) -> tuple[str, ...]:
    subjects = tuple(dict.fromkeys(_split(text)))
    if len(subjects) > _MAX_SUBJECTS or any(len(subject) > 12 for subject in subjects):
        raise Unfit(f"最多 {_MAX_SUBJECTS} 个学科，用顿号隔开")
    return subjects


def _read_optional_date(text: str) -> date | None:
    return read_date(text) if text else None


def _split(text: str) -> Sequence[str]:
    return [part for part in _SEPARATORS.split(plain(text)) if part]
