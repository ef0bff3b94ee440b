"""What a plan gives each grade in a week, and on which dates which windows run: indices over a plan."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kehou.ground.grade import is_compulsory
from kehou.ground.school_day import SchoolDay
from kehou.policy.facts.plan import Block, Course, Plan, Window

SERVICE_COMPULSORY = ("after_class",)
SERVICE_SENIOR = ("after_class", "evening", "weekend")


def service_kinds(grade: int) -> tuple[str, ...]:
    """Window kinds that count as a grade's service (rulebook §1, Service minutes)."""
    return SERVICE_COMPULSORY if is_compulsory(grade) else SERVICE_SENIOR


class Timetable:
    """Blocks and offers by grade.

    *Offered* is the rulebook's word: an open course with the grade, the window and the weekday in its lists, in one of
    the grade's menu blocks.
    """

    def __init__(self, plan: Plan) -> None:
        self.windows: dict[str, Window] = {window.id: window for window in plan.windows}
        self._blocks: dict[int, list[Block]] = defaultdict(list)
        for block in plan.blocks:
            for grade in block.grades:
                self._blocks[grade].append(block)
        self._open: dict[tuple[int, str, str], list[Course]] = defaultdict(list)
        for course in plan.courses:
            if course.is_open:
                for window in dict.fromkeys(course.windows):
                    for weekday in course.weekdays:
                        for grade in course.grades:
                            self._open[grade, window, weekday].append(course)

    def blocks(self, grade: int, kinds: Iterable[str] | None = None) -> list[Block]:
        """The grade's blocks, in the plan's order. kinds: only in windows of these kinds."""
        found = self._blocks.get(grade, [])
        if kinds is None:
            return found
        wanted = set(kinds)
        return [block for block in found if block.window in self.windows and self.windows[block.window].kind in wanted]

    def menu(self, grade: int, block: Block, weekday: str) -> list[Course]:
        """Courses offered to the grade in a menu block on one of its weekdays."""
        if not block.is_menu or weekday not in block.weekdays or grade not in block.grades:
            return []
        return self._open.get((grade, block.window, weekday), [])

    def offered(self, grade: int) -> list[Course]:
        """Every course offered to the grade in the week, each once."""
        found: dict[str, Course] = {}
        menus = dict.fromkeys(
            (block.window, weekday) for block, weekday in each_weekday(self.blocks(grade)) if block.is_menu
        )
        for window, weekday in menus:
            found.update((course.where, course) for course in self._open.get((grade, window, weekday), ()))
        return list(found.values())

    def longest_menu(self, grade: int, window: str, weekday: str) -> int:
        """Minutes of the longest menu block a grade has in a window on a weekday; 0 where it has none."""
        return self._longest_menus.get((grade, window, weekday), 0)

    @cached_property
    def _longest_menus(self) -> dict[tuple[int, str, str], int]:
        longest: dict[tuple[int, str, str], int] = {}
        for grade, blocks in self._blocks.items():
            for block, weekday in each_weekday(blocks):
                if block.is_menu:
                    key = grade, block.window, weekday
                    longest[key] = max(block.minutes, longest.get(key, 0))
        return longest


@dataclass(frozen=True, slots=True)
class DayPattern:
    """School days on which the same after_class and evening windows run. dates: in order."""

    weekday: str
    windows: tuple[Window, ...]
    dates: tuple[date, ...]

    def of(self, grade: int, kinds: Iterable[str]) -> list[Window]:
        """Those of the windows that are of these kinds and open to the grade."""
        return [window for window in self.windows if window.kind in kinds and grade in window.grades]

    def blocks(self, timetable: Timetable, grade: int, kinds: Iterable[str]) -> list[Block]:
        """The grade's blocks that day, in windows of these kinds that run."""
        running = {window.id for window in self.of(grade, kinds)}
        return [b for b in timetable.blocks(grade) if b.window in running and self.weekday in b.weekdays]


def day_patterns(plan: Plan, school_days: Iterable[SchoolDay]) -> tuple[DayPattern, ...]:
    """School days grouped by weekday and running windows, in the order of their first dates."""
    windows = [window for window in plan.windows if window.kind in ("after_class", "evening")]
    groups: dict[tuple[str, tuple[Window, ...]], list[date]] = {}
    for day in school_days:
        running = tuple(w for w in windows if day.weekday in w.weekdays and w.runs_on(day.date))
        groups.setdefault((day.weekday, running), []).append(day.date)
    return tuple(DayPattern(weekday, running, tuple(dates)) for (weekday, running), dates in groups.items())


def each_weekday(blocks: Iterable[Block]) -> Iterator[tuple[Block, str]]:
    """Every block with every weekday it stands on."""
    for block in blocks:
        for weekday in block.weekdays:
            yield block, weekday
