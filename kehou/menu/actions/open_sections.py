"""The sections that the filed plan promises (附.1): of each course so many, of each block one per class."""

from dataclasses import dataclass

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.kernel.permit import system
from kehou.menu.actions.compile_plan import compile_plan
from kehou.menu.actions.meets import new_meets
from kehou.menu.models import Block, Course, Meet, Section, Window
from kehou.menu.naming import class_name, course_section_name
from kehou.menu.timetable import MENU, MeetTime, block_times, course_times
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.people.permits import at_school
from kehou.plan import queries as plans
from kehou.policy.facts.codes import kinds_text

# A class always fits into its own section, with places for children who move in.
CLASS_PLACES = 50


@dataclass(frozen=True, slots=True)
class _Draft:
    section: Section
    times: list[MeetTime]


@action(allow=[system, at_school("coordinator", "principal")])
def open_sections(act: Act, *, school_id: int, term_id: int) -> int:
    """Open what the filed plan promises and is not open yet; returns how many are new. Idempotent.

    Errors: plan_not_filed (附.1).
    """
    version_id = plans.filed_version_id(school_id, term_id)
    if version_id is None:
        raise Refusal(
            "plan_not_filed",
            "还没有备案的实施方案，不能开设教学班",
            clause="附.1",
            satisfied_by="方案经家委会表决、区里备案以后，按方案开设",
        )
    compile_plan(act.as_system("open_sections"), version_id=version_id)
    windows = list(Window.objects.filter(version_id=version_id).order_by("pk"))
    lock_row(Window, windows[0].pk)  # two who open at once: the second finds everything open
    blocks = list(Block.objects.filter(window__version_id=version_id).select_related("window").order_by("index"))
    courses = list(Course.objects.filter(version_id=version_id).order_by("key"))
    drafts = _of_courses(courses, windows, blocks) + _of_blocks(school_id, blocks)
    last = Section.objects.filter(school_id=school_id, term_id=term_id).order_by("-number").first()
    for number, draft in enumerate(drafts, start=last.number + 1 if last else 1):
        row = draft.section
        row.number, row.term_id = number, term_id
        row.school_id, row.district_id = school_id, scope(school_id)["district_id"]
    Section.objects.bulk_create(draft.section for draft in drafts)
    Meet.objects.bulk_create(meet for draft in drafts for meet in new_meets(draft.section, draft.times))
    return len(drafts)


def _of_courses(courses: list[Course], windows: list[Window], blocks: list[Block]) -> list[_Draft]:
    open_names: dict[int, set[str]] = {}
    for row in Section.objects.filter(course__in=courses, state="open"):
        open_names.setdefault(row.course_id or 0, set()).add(row.name)
    drafts = []
    for course in courses:
        names = open_names.get(course.pk, set())
        wanted = course.sections - len(names) if course.capacity else 0
        free = (
            name
            for ordinal in range(1, course.sections + len(names) + 1)
            if (name := course_section_name(course.name, ordinal, course.sections)) not in names
        )
        times = course_times(course, windows, blocks)
        for name, _ in zip(free, range(wanted), strict=False):
            row = Section(course=course, name=name, grades=course.grades, capacity=course.capacity)
            drafts.append(_Draft(row, times))
    return drafts


def _of_blocks(school_id: int, blocks: list[Block]) -> list[_Draft]:
    fixed = [block for block in blocks if block.content != [MENU]]
    open_now = {
        (row.block_id, row.grades[0], row.class_no) for row in Section.objects.filter(block__in=fixed, state="open")
    }
    return [
        _Draft(
            Section(
                block=block,
                name=f"{class_name(grade, class_no)} {kinds_text(block.content)}"[:60],
                grades=[grade],
                class_no=class_no,
                capacity=max(children, CLASS_PLACES),
            ),
            block_times(block),
        )
        for block in fixed
        for grade, class_no, children in people.classes(school_id)
        if grade in block.grades and (block.pk, grade, class_no) not in open_now
    ]
