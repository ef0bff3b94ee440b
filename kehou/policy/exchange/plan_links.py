"""What must agree between the parts of a plan: references, ids, and blocks and courses inside their windows."""

import re
from collections.abc import Iterable
from typing import Protocol

from kehou.ground.grade import grades_text
from kehou.ground.minute import text_from_minute
from kehou.ground.school_day import weekdays_text
from kehou.policy.exchange.fields import ErrorList
from kehou.policy.exchange.places import item_name
from kehou.policy.exchange.reading import MAX_WORD, nearest_of
from kehou.policy.facts.plan import Block, Course, Plan, Window

_IDS_TOLD = 20
"""Ids named in one error: a plan with hundreds of people would answer every slip with all of them."""


class _Named(Protocol):
    @property
    def where(self) -> str: ...

    @property
    def id(self) -> str: ...


def check_links(plan: Plan, log: ErrorList) -> None:
    """Note every broken reference, repeated id and item outside its window.

    A reference into a part that is missing is not judged: the missing part is the finding (八.2a asks for windows and
    staff; nothing asks for institutions, so a person sent by one nobody names is an error). Nor is a reference into a
    list of which an item could not be read: that item may be the one meant.
    """
    for items in (plan.windows, plan.courses, plan.staff, plan.providers):
        _ids_once(items, log)
    closed = {re.split(r"[.\[]", error.key)[0] for error in log.errors}
    closed |= {part for part in ("windows", "staff") if part not in plan.parts}
    windows = {window.id: window for window in plan.windows}
    people = dict.fromkeys(person.id for person in plan.staff)
    providers = dict.fromkeys(provider.id for provider in plan.providers)
    for block in plan.blocks:
        if block.window in windows:
            _block_inside(block, windows[block.window], log)
        elif "windows" not in closed:
            _unknown(f"{block.where}.window", block.window, "时段", windows, log)
    for course in plan.courses:
        known = [windows[name] for name in course.windows if name in windows]
        if len(known) == len(course.windows):
            _course_inside(course, known, log)
        elif "windows" not in closed:
            missing = next(name for name in course.windows if name not in windows)
            _unknown(f"{course.where}.window", missing, "时段", windows, log)
        if course.led_by and course.led_by not in people and "staff" not in closed:
            _unknown(f"{course.where}.led_by", course.led_by, "人员", people, log)
    for person in plan.staff:
        if person.provider and person.provider not in providers and "providers" not in closed:
            _unknown(f"{person.where}.provider", person.provider, "机构", providers, log)


def _ids_once(items: Iterable[_Named], log: ErrorList) -> None:
    seen: dict[str, str] = {}
    for item in items:
        if item.id in seen:
            log.add(
                f"{item.where}.id",
                "each id once",
                f"代号“{item.id[:MAX_WORD]}”已经用在{item_name(seen[item.id])}",
                found=item.id,
            )
        seen.setdefault(item.id, item.where)


def _unknown(key: str, name: str, what: str, known: Iterable[str], log: ErrorList) -> None:
    ids = tuple(known)
    nearest = nearest_of(name, ids)
    expected = ", ".join(ids[:_IDS_TOLD]) or "an id that exists"
    says = f"没有代号为“{name[:MAX_WORD]}”的{what}" + (f"，是不是 {nearest}？" if nearest else "")
    log.add(key, expected, says, nearest=nearest, found=name)


def _block_inside(block: Block, window: Window, log: ErrorList) -> None:
    span = f"{text_from_minute(window.start)}–{text_from_minute(window.end)}"
    if block.start < window.start:
        log.add(f"{block.where}.start", f"not before {text_from_minute(window.start)}", f"时段是 {span}，环节开始早了")
    if block.end > window.end:
        log.add(f"{block.where}.end", f"not after {text_from_minute(window.end)}", f"时段是 {span}，环节结束晚了")
    _within(block.where, block.grades, block.weekdays, [window], log)


def _course_inside(course: Course, windows: list[Window], log: ErrorList) -> None:
    _within(course.where, course.grades, course.weekdays, windows, log)


def _within(
    where: str, grades: frozenset[int], weekdays: frozenset[str], windows: list[Window], log: ErrorList
) -> None:
    """Every grade and weekday has to be one of at least one of the windows named."""
    open_grades = frozenset[int]().union(*(window.grades for window in windows))
    open_weekdays = frozenset[str]().union(*(window.weekdays for window in windows))
    if grades - open_grades:
        expected = "grades of its window: " + ", ".join(str(grade) for grade in sorted(open_grades))
        log.add(f"{where}.grades", expected, f"{grades_text(grades - open_grades)}不在它的时段里")
    if weekdays - open_weekdays:
        expected = "weekdays of its window: " + ", ".join(sorted(open_weekdays))
        log.add(f"{where}.weekdays", expected, f"{weekdays_text(weekdays - open_weekdays)}不在它的时段里")
