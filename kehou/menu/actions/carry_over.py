"""Running sections meet a later version of the plan: who goes on, who closes."""

from datetime import date

from kehou.menu.actions.meets import retime
from kehou.menu.models import Block, Course, Section, Window
from kehou.menu.timetable import MENU, block_times, course_times
from kehou.plan.queries import FiledVersion


def to_version(version: FiledVersion, start: date) -> tuple[int, int]:
    """Repoint or close every open section of the term from `start` on; returns (kept, closed).

    A course goes on under the same key with the same kind of content, a class's block in the same window with the
    same content. Hours follow the new version; a change of what is taught is another course.
    """
    windows = list(Window.objects.filter(version_id=version.id))
    blocks = list(Block.objects.filter(window__version_id=version.id).select_related("window").order_by("index"))
    courses = {course.key: course for course in Course.objects.filter(version_id=version.id)}
    sections = Section.objects.filter(school_id=version.school_id, term_id=version.term_id, state="open")
    kept = closed = 0
    for section in sections.select_for_update(of=("self",)).select_related("course", "block__window").order_by("pk"):
        if section.course is not None:
            goes_on = _course_goes_on(section, courses.get(section.course.key), windows, blocks, start)
        else:
            goes_on = _block_goes_on(section, blocks, start)
        if goes_on:
            kept += 1
        else:
            close(section, start)
            closed += 1
    surplus = _surplus(list(courses.values()))
    for section in surplus:
        close(section, start)
    return kept - len(surplus), closed + len(surplus)


def _surplus(courses: list[Course]) -> list[Section]:
    """Empty sections beyond what the new version promises, the last ones first; one with children stays open."""
    surplus: list[Section] = []
    for course in courses:
        rows = list(Section.objects.filter(course=course, state="open").order_by("-number"))
        empty = [row for row in rows if row.taken == 0]
        surplus += empty[: max(0, len(rows) - course.sections)]
    return surplus


def close(section: Section, start: date) -> None:
    """No meeting and nobody in charge from `start` on; what was before stays."""
    section.state = "closed"
    section.save(update_fields=["state"])
    retime(section, [], start)


def _course_goes_on(
    section: Section, course: Course | None, windows: list[Window], blocks: list[Block], start: date
) -> bool:
    old = section.course
    if old is None or course is None or course.content != old.content or not (course.sections and course.capacity):
        return False
    section.course = course
    section.grades = course.grades
    section.name = _renamed(section.name, old.name, course.name)
    section.save(update_fields=["course", "grades", "name"])
    if section.capacity == old.capacity or section.capacity > course.capacity:
        # Children who have a place keep it: a smaller promise does not put anybody out.
        Section.objects.filter(pk=section.pk, taken__lte=course.capacity).update(capacity=course.capacity)
    retime(section, course_times(course, windows, blocks), start)
    return True


def _renamed(name: str, old: str, new: str) -> str:
    return new + name.removeprefix(old) if name.startswith(old) else name


def _block_goes_on(section: Section, blocks: list[Block], start: date) -> bool:
    old = section.block
    if old is None:
        return False
    same = [
        block
        for block in blocks
        if block.window.key == old.window.key
        and block.content != [MENU]
        and set(block.content) == set(old.content)
        and set(section.grades) <= set(block.grades)
    ]
    if not same:
        return False
    section.block = min(same, key=lambda b: (b.index != old.index, b.starts != old.starts, b.index))
    section.save(update_fields=["block"])
    retime(section, block_times(section.block), start)
    return True
