"""A published plan as the public reads it: what there is, what it costs, whom to tell. Pure.

Source: wuhai-2021-92 八.5b.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kehou.ground.grade import STAGE_NAMES, grades_text
from kehou.ground.school_day import date_text, weekdays_text
from kehou.plan.words import CHOICES, day_text, span_text, value_text, window_title
from kehou.policy.pack import load_pack

_PARTS = ("第一段", "第二段", "第三段", "第四段", "第五段")
_PER = {"lesson": "节", "day": "天", "month": "月", "term": "学期"}


@dataclass(frozen=True, slots=True)
class Line:
    term: str
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class MenuLine:
    name: str
    grades: str
    weekdays: str


@dataclass(frozen=True, slots=True)
class Notice:
    """phone, mailbox, online: ways to complain, "" where the school has none of the kind."""

    school: str
    code: str
    title: str
    meta: str
    facts: tuple[Fact, Fact, Fact]
    content: tuple[Line, ...]
    menu: tuple[MenuLine, ...]
    fees: tuple[Line, ...]
    phone: str
    mailbox: str
    online: str
    basis: str
    published_on: date
    version: int

    @property
    def menu_note(self) -> str:
        return f"{len(self.menu)} 门，不另收费"


def notice_of(
    document: Mapping[str, Any],
    *,
    term_name: str,
    district_name: str,
    submitted_on: date,
    published_on: date,
    on: date,
) -> Notice:
    """The notice of a filed document as it reads on a day (times of another season stand below)."""
    school = document["school"]
    channel = (document.get("publication") or {}).get("channel") or {}
    return Notice(
        school=school["name"],
        code=school["code"],
        title=f"{school['name']} {term_name.removesuffix('学期')}课后服务公示",
        meta=(
            f"第{document['version']}版　{date_text(submitted_on)}报{district_name}教育局备案，"
            f"{date_text(published_on)}起公示"
        ),
        facts=(_time_fact(document, on), _fee_fact(document), Fact("参加", "自愿", "随时可退出")),
        content=tuple(_content_lines(document)),
        menu=tuple(_menu_lines(document)),
        fees=tuple(_fee_lines(document)),
        phone=channel.get("phone", ""),
        mailbox=channel.get("mailbox", ""),
        online=channel.get("online", ""),
        basis=_basis(document),
        published_on=published_on,
        version=document["version"],
    )


def _in_force(window: Mapping[str, Any], on: date) -> bool:
    day = on.isoformat()
    return str(window.get("from") or "") <= day <= str(window.get("to") or "9999")


def _time_fact(document: Mapping[str, Any], on: date) -> Fact:
    after = [w for w in document.get("windows") or [] if w["kind"] == "after_class"]
    now = [w for w in after if _in_force(w, on)] or after[:1]
    if not now:
        return Fact("时间", "见下", "")
    spans = list(dict.fromkeys(span_text(w) for w in now))
    if len(spans) > 1:
        return Fact("时间", f"{min(w['start'] for w in now)}–{max(w['end'] for w in now)}", "各年级见下")
    return Fact("时间", spans[0], weekdays_text({day for w in now for day in w["weekdays"]}))


def _fee_fact(document: Mapping[str, Any]) -> Fact:
    fees = document.get("fees") or {}
    standard = {stage: amount for stage, amount in (fees.get("standard") or {}).items() if amount != "0.00"}
    if fees.get("basis", "none") == "none" or not standard:
        return Fact("收费", "不收费", "")
    stage, amount = next(iter(standard.items()))
    cap = (fees.get("term_cap") or {}).get(stage)
    note = f"一学期最多 ¥{cap}" if cap else ""
    if len(standard) > 1:
        note = "各学段见下"
    return Fact("收费", f"¥{amount} / {_PER[fees['basis']]}", note)


def _content_lines(document: Mapping[str, Any]) -> list[Line]:
    """One line per stretch of time of a window; a lone after-class window's stretches are simply counted."""
    lines: list[Line] = []
    windows = document.get("windows") or []
    for window in windows:
        blocks = [b for b in document.get("blocks") or [] if b["window"] == window["id"]]
        spans = sorted({(b["start"], b["end"]) for b in blocks})
        for place, (start, end) in enumerate(spans):
            same = [b for b in blocks if (b["start"], b["end"]) == (start, end)]
            term = _PARTS[min(place, 4)] if len(windows) == 1 else window_title(window, document) if place == 0 else ""
            lines.append(Line(term, f"{start}–{end}　{_blocks_text(same, document)}"))
        if not spans:
            text = f"{span_text(window)}　{grades_text(window['grades'])}，{weekdays_text(window['weekdays'])}"
            lines.append(Line(window_title(window, document), text))
    return lines


def _blocks_text(blocks: Sequence[Mapping[str, Any]], document: Mapping[str, Any]) -> str:
    if all(b["content"] == "menu" for b in blocks):
        return "从菜单里选，选不选都可以" if all(b["choice"] == "elective" for b in blocks) else "从菜单里选"
    texts = []
    for block in blocks:
        what = value_text("content", block["content"], document)
        quiet = "，不布置书面作业" if max(block["grades"]) <= 2 and not block.get("written_homework") else ""
        texts.append(f"{grades_text(block['grades'])}{what}{quiet}")
    return "；".join(dict.fromkeys(texts))


def _menu_lines(document: Mapping[str, Any]) -> list[MenuLine]:
    """Courses that can be chosen; one with no section or no place is closed."""
    return [
        MenuLine(
            f"{course['name']}（{CHOICES['path'][course['path']]}）" if course.get("path") else course["name"],
            grades_text(course["grades"]),
            weekdays_text(course["weekdays"]),
        )
        for course in document.get("courses") or []
        if course["sections"] >= 1 and course["capacity"] >= 1
    ]


def _fee_lines(document: Mapping[str, Any]) -> list[Line]:
    fees = document.get("fees") or {}
    lines = []
    if fees.get("basis", "none") == "none":
        lines.append(Line("标准", "不收费"))
    else:
        caps = fees.get("term_cap") or {}
        parts = [
            f"{STAGE_NAMES[stage]}每{_PER[fees['basis']]} ¥{amount}"
            + (f"，一学期最多 ¥{caps[stage]}" if stage in caps else "")
            for stage, amount in (fees.get("standard") or {}).items()
        ]
        collected = CHOICES["collected_by"].get(fees.get("collected_by", ""), "")
        lines.append(Line("标准", "；".join(parts) + (f"，由{collected}收" if collected else "")))
        waived = "、".join(waiver["category"] for waiver in fees.get("waivers") or [] if waiver["rate"] > 0)
        if waived:
            lines.append(Line("减免", f"{waived}等家庭按资助政策减免，向学校申请，不公开"))
        if fees.get("refund"):
            lines.append(Line("退费", str(fees["refund"])))
    if fees.get("use"):
        lines.append(Line("用途", value_text("use", fees["use"], document)))
    return lines


def _basis(document: Mapping[str, Any]) -> str:
    named = document["policy"]  # one pack may be written without a list
    law = load_pack(named if isinstance(named, str) else named[0])
    text = f"依据《{law.title}》（{law.document}）。"
    votes = (document.get("committee") or {}).get("meetings") or []
    if votes:
        vote = votes[-1]
        text += (
            f"家委会 {day_text(vote['date'])}审议：同意 {vote['for']}，"
            f"反对 {vote.get('against', 0)}，弃权 {vote.get('abstain', 0)}。"
        )
    return text
