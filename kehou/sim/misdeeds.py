"""What people of an unlawful run do wrong, decided before the term is lived, so that the report can name it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from kehou.menu.queries import SectionInfo

RULE_OF = {
    "early_end": "early-end",
    "late_adult": "unattended",
    "new_lesson": "new-lesson-logged",
    "homework_open": "homework-unfinished",
}
"""Kind of misdeed → the rule that must find it."""


@dataclass(frozen=True, slots=True)
class Misdeed:
    """One wrong deed in one section on one day; homework_open lasts the whole term (date None)."""

    kind: str
    section_id: int
    date: date | None


def plant(rng: Random, sections: Sequence[SectionInfo], weekday_of: dict[date, str]) -> list[Misdeed]:
    """A handful per school, on different days, never two in one day: each finding then has one cause.

    weekday_of: school day → the timetable's weekday.
    """
    menu_sections = [s for s in sections if s.course_key and s.taken]
    class_sections = [s for s in sections if s.block_index is not None and s.taken and "homework" in s.content]
    days = sorted(weekday_of)[5:]
    rng.shuffle(days)
    planted: list[Misdeed] = []
    for kind, count in (("early_end", 3), ("late_adult", 2), ("new_lesson", 2)):
        for _ in range(count):
            if not days:
                break
            on = days.pop()
            pool = class_sections if kind == "late_adult" else menu_sections
            meeting = [s for s in pool if weekday_of[on] in s.weekdays]
            if meeting:
                planted.append(Misdeed(kind, rng.choice(meeting).id, on))
    if class_sections:
        planted.append(Misdeed("homework_open", rng.choice(class_sections).id, None))
    return planted


def of_day(planted: Sequence[Misdeed], on: date) -> list[Misdeed]:
    return [misdeed for misdeed in planted if misdeed.date in (on, None)]
