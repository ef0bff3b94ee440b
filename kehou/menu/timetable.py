"""When a section meets in the week, read off the compiled plan."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time

from kehou.menu.models import Block, Course, Window

MENU = "menu"


@dataclass(frozen=True, slots=True)
class MeetTime:
    """One weekday's meeting in one season; both dates count."""

    window_key: str
    weekday: str
    starts: time
    ends: time
    first: date
    last: date

    @property
    def minutes(self) -> int:
        return minutes_between(self.starts, self.ends)


def minutes_between(starts: time, ends: time) -> int:
    return ends.hour * 60 + ends.minute - starts.hour * 60 - starts.minute


def _length(block: Block) -> int:
    return minutes_between(block.starts, block.ends)


def block_times(block: Block) -> list[MeetTime]:
    """A block's own times, one per weekday."""
    window = block.window
    return [
        MeetTime(window.key, weekday, block.starts, block.ends, window.from_date, window.until_date)
        for weekday in block.weekdays
    ]


def course_times(course: Course, windows: Iterable[Window], blocks: Iterable[Block]) -> list[MeetTime]:
    """A course meets in a menu block of its windows that holds one of its grades that weekday: the one that holds
    most of them, among those the longest (as `roster-outside-application` counts its minutes), then the earliest.
    """
    menus = [block for block in blocks if block.content == [MENU]]
    return list(_course_times(course, [w for w in windows if w.key in course.windows], menus))


def _course_times(course: Course, windows: list[Window], menus: list[Block]) -> Iterator[MeetTime]:
    grades = set(course.grades)
    for window in windows:
        for weekday in course.weekdays:
            fitting = [
                block
                for block in menus
                if block.window_id == window.pk and weekday in block.weekdays and grades & set(block.grades)
            ]
            if fitting:
                best = max(fitting, key=lambda b: (len(grades & set(b.grades)), _length(b), -b.index))
                yield MeetTime(window.key, weekday, best.starts, best.ends, window.from_date, window.until_date)
