"""The columns of the pupil roll export (学籍), which of them are read, and how a file's header is matched to them.

Source: domain notes, "People and records": 71 columns by header name, options by name, dates YYYYMMDD.
What is not read never enters the system (least data): 47 of the 71 are ignored.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from kehou.ground.refusal import Refusal

_PUPIL = (
    "学校标识码", "姓名", "性别", "出生日期", "出生地行政区划代码", "籍贯", "民族", "国籍/地区", "身份证件类型",
    "港澳台侨外", "健康状况", "政治面貌", "身份证件号", "户口性质", "户口所在地行政区划", "班号", "入学年月",
    "入学方式", "就读方式", "现住址", "通信地址", "家庭地址", "联系电话", "邮政编码", "是否独生子女",
    "是否受过学前教育", "是否留守儿童", "是否需要申请资助", "是否享受一补", "是否孤儿", "是否烈士或优抚子女",
    "上下学距离", "上下学方式", "是否需要乘坐校车", "曾用名", "身份证件有效期", "血型", "特长", "学籍辅号",
    "班内学号", "学生来源", "电子信箱", "主页地址", "残疾类型", "是否由政府购买学位", "随班就读",
)  # fmt: skip
_MEMBER = (
    "姓名", "关系", "关系说明", "现住址", "户口所在地行政区划", "联系电话", "是否监护人", "身份证件类型",
    "身份证件号", "民族", "工作单位", "职务",
)  # fmt: skip
_MIGRANT = "是否进城务工人员随迁子女"

MEMBERS = ("成员1", "成员2")
ROLL_COLUMNS: tuple[str, ...] = (
    *_PUPIL,
    *(f"{member}{name}" for member in MEMBERS for name in _MEMBER),
    _MIGRANT,
)

ROLL_NEEDED: tuple[str, ...] = (
    "学校标识码", "姓名", "性别", "出生日期", "身份证件类型", "身份证件号", "班号", "入学年月", "就读方式",
    "是否留守儿童", "是否孤儿", "是否烈士或优抚子女", _MIGRANT,
    "成员1姓名", "成员1关系", "成员1联系电话", "成员1是否监护人",
)  # fmt: skip
ROLL_OPTIONAL: tuple[str, ...] = (
    "残疾类型", "学籍辅号", "班内学号", "成员2姓名", "成员2关系", "成员2联系电话", "成员2是否监护人",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each read column stands in one file: name → index from 0, in reading order."""

    places: Mapping[str, int]

    @property
    def indices(self) -> tuple[int, ...]:
        return tuple(self.places.values())


def locate(header: Sequence[str], *, needed: Collection[str], optional: Collection[str] = ()) -> Layout:
    """Match a header to the columns we read; order is free, unknown columns are ignored.

    Errors: Refusal `columns_missing` names each missing column and the nearest one present;
    `columns_twice` names each known column that stands twice, because nobody can say which is right.
    """
    known = (*needed, *optional)
    twice = [name for name in known if header.count(name) > 1]
    if twice:
        raise Refusal("columns_twice", f"表头里{_quoted(twice)}出现了两次。请只留一列再上传。")
    missing = [name for name in needed if name not in header]
    if missing:
        spare = [name for name in header if name and name not in known and name not in ROLL_COLUMNS]
        parts = []
        for name in missing:
            near = get_close_matches(name, spare, n=1, cutoff=0.5)
            parts.append(f"「{name}」" + (f"（最接近的是「{near[0][:20]}」）" if near else ""))
        raise Refusal("columns_missing", f"表头缺少{'、'.join(parts)}。请补上或改成这个列名再上传。")
    return Layout({name: header.index(name) for name in known if name in header})


def _quoted(names: Sequence[str]) -> str:
    return "、".join(f"「{name}」" for name in names)
