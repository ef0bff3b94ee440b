"""A tree of nodes → a school's plan, with everything wrong in one pass (rulebook §3)."""

from datetime import timedelta

from kehou.ground.grade import STAGES, stage_of
from kehou.policy.exchange.fields import ErrorList, Fields
from kehou.policy.exchange.plan_parts import (
    read_appraisal,
    read_committee,
    read_fees,
    read_people,
    read_publication,
    read_safety,
    read_survey,
)
from kehou.policy.exchange.yaml_tree import Node
from kehou.policy.facts.codes import CONTENT_KINDS, DOMAINS, MODES, WINDOW_KINDS
from kehou.policy.facts.plan import Block, Course, Duty, Plan, School, Term, Window
from kehou.policy.pack import known_packs, order_of_packs

PLAN_FORMAT = "plan/1"
PLAN_KEYS = (
    "kehou", "policy", "school", "term", "version", "enrolled", "survey", "committee", "windows", "blocks", "courses",
    "staff", "providers", "fees", "priority", "duties", "safety", "safeguards", "appraisal", "publication", "filed",
)  # fmt: skip
_REQUIRED = ("kehou", "policy", "school", "term", "version")
_SCHOOL = ("code", "name", "district", "ownership", "stages", "boarding", "campuses")
_TERM = ("id", "first_day", "last_day")
_WINDOW = ("id", "kind", "grades", "weekdays", "start", "end", "from", "to", "pupils", "charged")
_BLOCK = (
    "window", "grades", "weekdays", "start", "end", "content", "choice", "mode", "written_homework", "tiers",
)  # fmt: skip
_COURSE = (
    "id", "name", "content", "domains", "grades", "window", "weekdays", "sections", "capacity", "mode", "path", "led_by",
)  # fmt: skip
_PRIORITY = ("left_behind", "migrant", "hardship")
LONGEST_TERM = timedelta(days=3660)
"""A mistyped century would be judged day by day for a minute, and nobody would see why."""
ALL_GRADES = frozenset(range(1, 13))
MENU = "menu"


def read_plan(root: Node, log: ErrorList) -> Plan | None:
    """The plan as far as it can be read; None where school, term or version cannot.

    Items that lack something required are left out, with their errors in the log; the rest keep their places.
    """
    fields = Fields(root, "", log, PLAN_KEYS, _REQUIRED)
    fields.code("kehou", (PLAN_FORMAT,))
    policy = read_policy(fields)
    school = _school(fields)
    term = read_term(fields)
    version = fields.integer("version", at_least=1)
    grades = frozenset(g for g in ALL_GRADES if stage_of(g) in school.stages) if school else ALL_GRADES
    parts = {
        "enrolled": fields.by_grade("enrolled", grades) or {},
        "survey": read_survey(fields, grades),
        "committee": read_committee(fields),
        "windows": _windows(fields, grades),
        "blocks": _blocks(fields, grades),
        "courses": _courses(fields, grades),
        **read_people(fields),
        "fees": read_fees(fields),
        "priority": fields.codes("priority", _PRIORITY),
        "duties": _duties(fields),
        "safety": read_safety(fields),
        "safeguards": fields.texts("safeguards"),
        "appraisal": read_appraisal(fields),
        "publication": read_publication(fields),
        "filed": fields.day("filed"),
    }
    if not (policy and school and term and version):
        return None
    given = frozenset(key for key in PLAN_KEYS if fields.has(key))
    return Plan(policy=policy, school=school, term=term, version=version, parts=given, **parts)


def read_policy(fields: Fields) -> tuple[str, ...]:
    """The packs a plan is written for: one base, then overlays."""
    names = fields.codes("policy", known_packs(), one_is_a_list=True)
    wrong = order_of_packs(names) if names else ""
    if wrong:
        fields.bad("policy", wrong, "政策先写本市的方案，再写叠加的通知，每个写一次")
        return ()
    return names


def read_term(fields: Fields) -> Term | None:
    section = fields.section("term", _TERM, _TERM)
    if section is None:
        return None
    name, first, last = section.text("id"), section.day("first_day"), section.day("last_day")
    if first and last and last <= first:
        section.bad("last_day", "a date after first_day", "学期最后一天要在第一天之后")
        return None
    if first and last and last - first > LONGEST_TERM:
        section.bad("last_day", "a date within ten years of first_day", "学期写了十年以上，请检查年份")
        return None
    return Term(name, first, last) if section.usable and first and last else None


def _school(fields: Fields) -> School | None:
    section = fields.section("school", _SCHOOL, _SCHOOL[:-1])
    if section is None:
        return None
    school = School(
        code=section.text("code"),
        name=section.text("name"),
        district=section.text("district"),
        ownership=section.code("ownership", ("public", "private")),
        stages=section.codes("stages", STAGES),
        boarding=section.code("boarding", ("none", "some", "all")),
        campuses=section.texts("campuses"),
    )
    return school if section.usable else None


def _windows(fields: Fields, grades: frozenset[int]) -> tuple[Window, ...]:
    found = []
    for item in fields.sections("windows", _WINDOW, _WINDOW[:6]):
        start, end = item.clock("start"), item.clock("end")
        first, last = item.day("from"), item.day("to")
        if start is not None and end is not None and end <= start:
            item.bad("end", "a time after start", "结束时间要晚于开始时间")
        if first and last and last < first:
            item.bad("to", "a date not before from", "结束日期不能早于开始日期")
        window = Window(
            where=item.path,
            id=item.text("id"),
            kind=item.code("kind", WINDOW_KINDS),
            grades=item.grades("grades", grades),
            weekdays=item.weekdays("weekdays"),
            start=start,  # type: ignore[arg-type]  # an item without it is not usable
            end=end,  # type: ignore[arg-type]
            first=first,
            last=last,
            pupils=item.code("pupils", ("all", "boarders", "day"), "all"),
            charged=item.boolean("charged"),
        )
        if item.usable:
            found.append(window)
    return tuple(found)


def _blocks(fields: Fields, grades: frozenset[int]) -> tuple[Block, ...]:
    found = []
    for item in fields.sections("blocks", _BLOCK, _BLOCK[:7]):
        start, end = item.clock("start"), item.clock("end")
        if start is not None and end is not None and end <= start:
            item.bad("end", "a time after start", "结束时间要晚于开始时间")
        kinds = item.codes("content", (*CONTENT_KINDS, MENU), one_is_a_list=True)
        if MENU in kinds and len(kinds) > 1:
            item.bad("content", "menu alone, or kinds", "菜单（menu）要单独成一个环节，不和别的内容写在一起")
        block = Block(
            where=item.path,
            window=item.text("window"),
            grades=item.grades("grades", grades),
            weekdays=item.weekdays("weekdays"),
            start=start,  # type: ignore[arg-type]  # an item without it is not usable
            end=end,  # type: ignore[arg-type]
            kinds=() if MENU in kinds else kinds,
            is_menu=MENU in kinds,
            choice=item.code("choice", ("required", "elective")),
            mode=item.code("mode", MODES, "onsite"),
            written_homework=item.boolean("written_homework"),
            tiers=item.codes("tiers", ("foundation", "advanced")),
        )
        if item.usable:
            found.append(block)
    return tuple(found)


def _courses(fields: Fields, grades: frozenset[int]) -> tuple[Course, ...]:
    found = []
    for item in fields.sections("courses", _COURSE, _COURSE[:9]):
        sections, capacity = item.integer("sections"), item.integer("capacity")
        course = Course(
            where=item.path,
            id=item.text("id"),
            name=item.text("name"),
            kind=item.code("content", CONTENT_KINDS),
            domains=item.codes("domains", DOMAINS),
            grades=item.grades("grades", grades),
            windows=item.texts("window", one_is_a_list=True),
            weekdays=item.weekdays("weekdays"),
            sections=sections or 0,
            capacity=capacity or 0,
            mode=item.code("mode", MODES, "onsite"),
            path=item.code("path", ("entry", "advanced", "talent")),
            led_by=item.text("led_by"),
        )
        if item.usable:
            found.append(course)
    return tuple(found)


def _duties(fields: Fields) -> tuple[Duty, ...]:
    found = []
    for item in fields.sections("duties", ("duty", "who"), ("duty", "who")):
        duty = Duty(item.path, item.text("duty"), item.text("who"))
        if item.usable:
            found.append(duty)
    return tuple(found)
