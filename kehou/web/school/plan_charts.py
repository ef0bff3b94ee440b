"""What stands beside the plan's form: whose plan it is, a window's day, the week grade by grade."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kehou.ground.grade import grades_text
from kehou.ground.minute import text_from_minute
from kehou.ground.school_day import WORKDAYS
from kehou.org.queries import grades_of
from kehou.plan.judging import Judgement
from kehou.plan.words import value_text
from kehou.policy.facts.codes import kinds_text
from kehou.web.school.plan_fields import input_name
from kehou.web.shared.parts import Segment


@dataclass(frozen=True, slots=True)
class DayChart:
    """A window's day: grades with the same blocks in a row; off_work: minutes after midnight, when offices close."""

    rows: tuple[tuple[str, tuple[Segment, ...]], ...]
    off_work: int
    label: str


def head_lines(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Whose plan it is, for reading: nobody types it."""
    school, term = document["school"], document["term"]
    words = {key: value_text(key, school.get(key), document) for key in ("stages", "ownership", "boarding", "campuses")}
    return [
        ("学校", str(school["name"])),
        ("学段", words["stages"]),
        ("性质", f"{words['ownership']}，{words['boarding']}"),
        ("校区", words["campuses"]),
        ("学期", f"{_whole_date(term['first_day'])} 到 {_whole_date(term['last_day'])}"),
    ]


def _whole_date(text: str) -> str:
    """ "2026-08-31" → "2026年8月31日"."""
    day = date.fromisoformat(text)
    return f"{day.year}年{day.month}月{day.day}日"


def week_grid(document: Mapping[str, Any], judgement: Judgement) -> list[tuple[str, list[tuple[str, int]]]]:
    """Grades with the same week × Monday to Friday: what the required time holds, and the number of a problem there.

    Rows: (grades in words, five cells of (content, problem number or 0)).
    """
    numbers = _numbers_by_day(judgement)
    weeks: dict[tuple[tuple[str, int], ...], list[int]] = {}
    for grade in grades_of(document["school"]["stages"]):
        week = tuple((_content(document, grade, day), numbers.get((grade, day), 0)) for day in WORKDAYS)
        if any(text for text, _ in week):
            weeks.setdefault(week, []).append(grade)
    return [(grades_text(grades), list(week)) for week, grades in weeks.items()]


def _content(document: Mapping[str, Any], grade: int, day: str) -> str:
    kinds = [
        value_text("content", block.get("content"), document)
        for block in document.get("blocks") or []
        if grade in block.get("grades", []) and day in block.get("weekdays", []) and block.get("content") != "menu"
    ]
    return "；".join(dict.fromkeys(kinds))


def _numbers_by_day(judgement: Judgement) -> dict[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = {}
    for problem in judgement.of_part("blocks"):
        evidence = problem.evidence
        days = evidence.get("weekdays")
        if isinstance(days, Mapping):
            found |= {(int(grade), day): problem.number for grade, names in days.items() for day in names}
        for entry in evidence.get("short") or evidence.get("gaps") or ():  # type: ignore[attr-defined]
            found.setdefault((int(entry["grade"]), str(entry["weekday"])), problem.number)
    return found


def day_charts(judgement: Judgement) -> dict[str, DayChart]:
    """After-class window's place ("windows-0") → its day, as far as the plan can be read and the closing time is known."""
    facts = judgement.facts
    if facts is None or facts.plan is None or not facts.office_hours:
        return {}
    charts = {}
    for window in facts.plan.windows:
        begins = window.first or facts.plan.term.first_day
        known = [hours for hours in facts.office_hours if hours.since <= begins]
        if window.kind != "after_class" or not known:
            continue
        closes = known[-1].closes.hour * 60 + known[-1].closes.minute
        days: dict[tuple[Segment, ...], list[int]] = {}
        for grade in sorted(window.grades):
            blocks = [b for b in facts.plan.blocks if b.window == window.id and grade in b.grades]
            segments = {Segment(b.start, b.end, "菜单课" if b.is_menu else kinds_text(b.kinds)) for b in blocks}
            days.setdefault(tuple(sorted(segments, key=lambda s: (s.starts, s.ends))), []).append(grade)
        rows = tuple((grades_text(grades), segments) for segments, grades in days.items() if segments)
        if rows:
            said = "；".join(
                f"{who} {'，'.join(f'{text_from_minute(s.starts)} {s.label}' for s in segs)}" for who, segs in rows
            )
            charts[input_name(window.where)] = DayChart(rows, closes, f"{said}；{text_from_minute(closes)} 下班")
    return charts
