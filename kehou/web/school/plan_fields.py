"""Which fields each part of the plan has on the form. The keys are the plan document's own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kehou.plan.words import CHOICES
from kehou.policy.facts.codes import CONTENT_NAMES, DOMAINS
from kehou.policy.pack import known_packs, load_pack

Kind = Literal[
    "text", "long", "day", "clock", "money", "whole", "number", "yes", "one", "many", "grades", "weekdays", "lines",
    "ref", "refs",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One field. options: value → word, for one and many; refers: the list whose items it names, for ref and refs.

    size: of twelve columns on a desk. blank: what an unchosen "one" shows.
    """

    name: str
    label: str
    kind: Kind = "text"
    options: Mapping[str, str] | None = None
    refers: str = ""
    size: int = 3
    hint: str = ""
    blank: str = "请选"


@dataclass(frozen=True, slots=True)
class Shape:
    """How one key of the document is filled in.

    form: "rows" a list of items; "lines" a list of texts; "map" one mapping; "by_grade", "by_stage" a mapping of
    figures by grade or stage; "many" a list of code words.
    id: prefix of the items' ids ("w" → w1), or "" where items have none. item: what a new row is called on the button.
    """

    key: str
    form: Literal["rows", "lines", "map", "many"]
    fields: tuple[Field, ...]
    title: str = ""
    item: str = ""
    id: str = ""


def _one(name: str, label: str, *, size: int = 3, blank: str = "请选") -> Field:
    return Field(name, label, "one", CHOICES[name], size=size, blank=blank)


def _many(name: str, label: str, options: Mapping[str, str] | None = None, *, size: int = 12) -> Field:
    return Field(name, label, "many", options or CHOICES[name], size=size)


_GRADES = Field("grades", "年级", "grades", size=12)
_WEEKDAYS = Field("weekdays", "哪几天", "weekdays", size=12)
_START, _END = Field("start", "开始", "clock", size=2), Field("end", "结束", "clock", size=2)

_WINDOWS = Shape(
    "windows",
    "rows",
    (
        Field("weekdays", "哪几天", "weekdays", size=8),
        _START,
        _END,
        _GRADES,
        _one("kind", "种类", size=3),
        _one("pupils", "面向", size=3, blank="所有学生"),
        Field("from", "从哪天起（可不填）", "day", size=3),
        Field("to", "到哪天（可不填）", "day", size=3),
        Field("charged", "这一段单独收费", "yes", size=12),
    ),
    item="时段",
    id="w",
)
_BLOCKS = Shape(
    "blocks",
    "rows",
    (
        Field("weekdays", "哪几天", "weekdays", size=8),
        _START,
        _END,
        _GRADES,
        _many("content", "内容"),
        Field("window", "在哪个时段", "ref", refers="windows", size=5),
        _one("choice", "必修或自选", size=3),
        _one("mode", "方式", size=4, blank="面对面"),
        _many("tiers", "分层", size=5),
        Field("written_homework", "布置书面作业", "yes", size=5),
    ),
    item="环节",
)
_COURSES = Shape(
    "courses",
    "rows",
    (
        Field("name", "课程名", size=4),
        Field("content", "内容", "one", CONTENT_NAMES, size=3),
        Field("led_by", "任课人", "ref", refers="staff", size=3, blank="还没定"),
        _one("path", "层次", size=2, blank="不分"),
        Field("window", "在哪个时段", "refs", refers="windows", size=12),
        _WEEKDAYS,
        _GRADES,
        _many("domains", "五育", {name: name for name in DOMAINS}, size=6),
        Field("sections", "班数", "whole", size=2),
        Field("capacity", "每班人数", "whole", size=2),
        _one("mode", "方式", size=2, blank="面对面"),
    ),
    item="课程",
    id="c",
)
_STAFF = Shape(
    "staff",
    "rows",
    (
        Field("name", "姓名", size=3),
        _one("role", "身份", size=3),
        Field("applied", "申报日期", "day", size=3),
        Field("max_hours", "每周最多几小时", "number", size=3),
        Field("days", "可排的日子", "weekdays", size=12),
        Field("provider", "所属机构", "ref", refers="providers", size=3, blank="没有"),
        Field("qualification", "资质", size=3),
        Field("qualified_until", "资质到期", "day", size=3),
        Field("cleared_on", "无犯罪记录查询日期", "day", size=3),
    ),
    title="人员",
    item="人员",
    id="t",
)
_PROVIDERS = Shape(
    "providers",
    "rows",
    (
        Field("name", "机构名称", size=4),
        Field("category", "类别", "one", CHOICES["category"], size=2),
        Field("licence_until", "许可到期", "day", size=3),
        Field("listed", "在教育部门的名单里", "yes", size=3),
    ),
    title="校外机构",
    item="机构",
    id="p",
)
_FEES = Shape(
    "fees",
    "map",
    (
        _one("basis", "怎么计费", size=4, blank="不收费"),
        Field("collected_by", "谁来收", "one", CHOICES["collected_by"], size=4),
        Field("standard", "收费标准（元）", "money", CHOICES["stages"], size=6),
        Field("term_cap", "一学期最多（元）", "money", CHOICES["stages"], size=6),
        _many("sources", "经费来源"),
        Field("use", "经费用途（%，合计 100）", "number", CHOICES["use"], size=12),
        Field("refund", "退费办法", "long", size=12, hint="写明什么时候退、怎么算"),
    ),
)
_WAIVERS = Shape(
    "waivers",
    "rows",
    (Field("category", "减免对象", size=6), Field("rate", "减免（%）", "whole", size=3)),
    title="减免",
    item="减免",
)


def _packs() -> dict[str, str]:
    """Id → name. A base comes first, as a plan lists it."""
    packs = [load_pack(name) for name in known_packs()]
    return {pack.id: pack.short for pack in sorted(packs, key=lambda pack: pack.kind != "base")}


SHAPES: dict[str, tuple[Shape, ...]] = {
    "basics": (
        Shape(
            "policy",
            "many",
            (_many("policy", "按哪些政策检查", _packs()),),
        ),
        Shape("enrolled", "map", (Field("enrolled", "按年级", "whole", size=12),), title="在校人数"),
    ),
    "survey": (
        Shape(
            "survey",
            "map",
            (
                Field("opened", "开始", "day", size=3),
                Field("closed", "截止", "day", size=3),
                Field("invited", "征求了多少人", "whole", size=3),
                Field("answered", "多少人答复", "whole", size=3),
                Field("wanting", "想参加的人数", "whole", size=12),
            ),
        ),
    ),
    "committee": (
        Shape(
            "committee",
            "map",
            (
                Field("members", "委员人数", "whole", size=3),
                Field("quorum", "到会多少人有效", "whole", size=4, hint="要超过全体委员的一半"),
            ),
        ),
    ),
    "windows": (_WINDOWS,),
    "blocks": (_BLOCKS,),
    "courses": (_COURSES,),
    "staff": (_STAFF, _PROVIDERS),
    "fees": (_FEES, _WAIVERS),
    "priority": (Shape("priority", "many", (_many("priority", "录取时优先照顾"),)),),
    "duties": (
        Shape("duties", "rows", (Field("duty", "做什么", size=5), Field("who", "谁负责", size=5)), item="分工"),
    ),
    "safety": (
        Shape(
            "safety",
            "map",
            (
                Field("roster", "值守表", size=6),
                Field("handover", "怎样交接离校", size=6),
                Field("emergency", "应急预案", size=6),
                Field("epidemic", "疫情防控", size=6),
                Field("insurance", "保险", size=6, hint="可不填"),
                Field("roll_call", "每次课都点名", "yes", size=6),
            ),
        ),
    ),
    "safeguards": (Shape("safeguards", "lines", (Field("safeguards", "保障措施", size=10),), item="措施"),),
    "appraisal": (
        Shape(
            "appraisal",
            "map",
            (
                Field("scheme", "考评办法", size=6),
                _one("period", "多久一次", size=3),
                Field("basis_of_pay", "考评结果作为发放补助的依据", "yes", size=12),
            ),
        ),
    ),
    "publication": (
        Shape(
            "publication",
            "map",
            (
                Field("where", "公示在哪里", "lines", size=12, hint="一行写一处"),
                Field("channel", "有问题找谁", "text", CHOICES["channel"], size=12),
                Field("content_shown", "公示写明服务内容", "yes", size=6),
                Field("fee_shown", "公示写明收费", "yes", size=6),
            ),
        ),
    ),
}
"""Part → its shapes. A field of a mapping with options and a single-value kind is itself a mapping by those options."""


def input_name(path: str) -> str:
    """A place of the document as the form names it: "windows[1].end" → "windows-1-end"."""
    return re.sub(r"[.\[]", "-", path.replace("]", "")).replace("fees-waivers", "waivers")
