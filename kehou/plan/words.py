"""A plan's values in a reader's words. Pure; the editor's choices, the diff and the notice share them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kehou.ground.grade import STAGE_NAMES, grades_text
from kehou.ground.school_day import date_text, weekdays_text
from kehou.policy.exchange.places import field_name
from kehou.policy.facts.codes import CONTENT_NAMES, ROLE_NAMES, WINDOW_NAMES
from kehou.policy.pack import known_packs, load_pack

CHOICES: dict[str, dict[str, str]] = {
    "kind": WINDOW_NAMES,
    "pupils": {"all": "所有学生", "boarders": "寄宿生", "day": "走读生"},
    "choice": {"required": "必修", "elective": "自选"},
    "mode": {"onsite": "面对面", "online": "线上", "dual": "双师（屏幕里一位，教室里一位）"},
    "tiers": {"foundation": "固本", "advanced": "培优"},
    "path": {"entry": "入门", "advanced": "提高", "talent": "特长"},
    "role": ROLE_NAMES,
    "category": {"non_subject": "非学科类", "subject": "学科类"},
    "basis": {"none": "不收费", "lesson": "按节", "day": "按天", "month": "按月", "term": "按学期"},
    "sources": {"subsidy": "财政补贴", "service_fee": "服务性收费", "on_behalf": "代收费"},
    "collected_by": {"school": "学校", "district": "区教育局", "third_party": "校外机构", "committee": "家委会"},
    "use": {"teacher_pay": "教师补助", "external_pay": "校外人员", "running": "运行"},
    "priority": {"left_behind": "留守儿童", "migrant": "进城务工人员随迁子女", "hardship": "家庭经济困难"},
    "period": {"term": "每学期一次", "month": "每月一次", "year": "每年一次"},
    "content": CONTENT_NAMES | {"menu": "从课程菜单里选"},
    "ownership": {"public": "公办", "private": "民办"},
    "boarding": {"none": "不寄宿", "some": "部分寄宿", "all": "全部寄宿"},
    "stages": STAGE_NAMES,
    "channel": {"phone": "电话", "mailbox": "信箱", "online": "网上"},
}
_DAYS = frozenset(
    {"from", "to", "applied", "qualified_until", "cleared_on", "licence_until", "opened", "closed", "date", "published"}
)
_MONEY = frozenset({"standard", "term_cap"})
_PER_CENT = frozenset({"use", "rate"})


def value_text(key: str, value: Any, document: Mapping[str, Any]) -> str:
    """One value in words. key: its own, or its parent's for a mapping by code; document: for what it refers to."""
    if value in (None, "", [], {}):
        return "没有写"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        return "，".join(f"{_key_text(key, name)} {_one(key, item, document)}" for name, item in value.items())
    if key == "grades":
        return grades_text(value)
    if key in ("weekdays", "days"):
        return weekdays_text(value)
    if isinstance(value, list):
        return "、".join(_one(key, item, document) for item in value)
    return _one(key, value, document)


def _key_text(key: str, name: str) -> str:
    if name.isdigit():
        return grades_text([int(name)])
    return CHOICES.get(key, {}).get(name) or STAGE_NAMES.get(name) or field_name(name)


def _one(key: str, value: Any, document: Mapping[str, Any]) -> str:
    if key in _MONEY:
        return f"¥{value}"
    if key in _PER_CENT:
        return f"{value}%"
    if key in _DAYS and isinstance(value, str):
        return day_text(value)
    if key == "window":
        return window_title(item_by_id(document, "windows", value), document)
    if key == "policy" and value in known_packs():
        return load_pack(value).short
    if key == "led_by":
        return str(item_by_id(document, "staff", value).get("name") or "没有写")
    if key == "provider":
        return str(item_by_id(document, "providers", value).get("name") or "没有写")
    return CHOICES.get(key, {}).get(value, str(value)) if isinstance(value, str) else str(value)


def day_text(text: str) -> str:
    """ "2026-11-01" → "11月1日"; what is no date stays as it is."""
    try:
        return date_text(date.fromisoformat(text))
    except ValueError:
        return text


def item_by_id(document: Mapping[str, Any], key: str, item_id: Any) -> Mapping[str, Any]:
    """The item of a list with an id; empty where there is none."""
    return next((item for item in document.get(key) or [] if item.get("id") == item_id), {})


def span_text(item: Mapping[str, Any]) -> str:
    return f"{item.get('start', '')}–{item.get('end', '')}"


def window_title(window: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """课后, and its season where there are several of the kind: 课后（11月1日起）."""
    name = WINDOW_NAMES.get(str(window.get("kind")), "时段")
    alike = [w for w in document.get("windows") or [] if w.get("kind") == window.get("kind")]
    if len(alike) < 2:
        return name
    if window.get("from"):
        return f"{name}（{day_text(window['from'])}起）"
    if window.get("to"):
        return f"{name}（到{day_text(window['to'])}）"
    return f"{name}（{grades_text(window['grades'])}）" if window.get("grades") else name


def item_title(key: str, item: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """What a reader calls an item of a list."""
    if key == "windows":
        return window_title(item, document)
    if key == "blocks":
        grades = grades_text(item["grades"]) if item.get("grades") else ""
        days = weekdays_text(item.get("weekdays") or [])
        return " ".join(word for word in (grades, days, span_text(item)) if word)
    for name in ("name", "duty", "category", "date"):
        if item.get(name):
            return day_text(item[name]) if name == "date" else str(item[name])
    return "新的一项"


def item_text(key: str, item: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """An item whole, in one line, without what its title already says."""
    said = {"windows": ("kind",), "blocks": ("grades", "weekdays", "start", "end")}.get(
        key, ("name", "duty", "category")
    )
    words = []
    if key == "windows":
        words.append(span_text(item))
    for name, value in item.items():
        if (
            name in ("id", *said)
            or (key == "windows" and name in ("start", "end"))
            or value is False
            or value in (None, "", [])
        ):
            continue
        if (name, value) in (("mode", "onsite"), ("pupils", "all")):  # the ordinary case goes without saying
            continue
        if value is True:
            words.append(field_name(name))
            continue
        text = value_text(name, value, document)
        # A bare figure or date says nothing by itself.
        bare = name in _DAYS or isinstance(value, int | float)
        words.append(f"{field_name(name)} {text}" if bare else text)
    return "，".join(words)
