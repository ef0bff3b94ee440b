"""Builders for a small lawful school and what happened there, for tests of rules and tables.

Monday 7 September 2026 is the usual day. A line reads like the exchange format; what is left out is lawful.
"""

from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

from kehou.ground.fen import Fen
from kehou.ground.minute import minute_from_text
from kehou.ground.problem import Problem
from kehou.ground.school_day import WORKDAYS
from kehou.policy.facts.plan import (
    TEACHER_ROLES,
    Block,
    Committee,
    Course,
    Fees,
    Meeting,
    Plan,
    Publication,
    School,
    Survey,
    Term,
    Window,
)
from kehou.policy.facts.records import (
    AdultStay,
    BillLine,
    CalendarDay,
    ConsentAct,
    FundMovement,
    Payout,
    Presence,
    PulseAnswer,
    Section,
    Session,
    Student,
)
from kehou.policy.facts.term import TermFacts
from kehou.policy.pack import Law, load_pack
from kehou.policy.parameters import Params
from kehou.policy.rule import all_rules

MONDAY = "2026-09-07"
FIRST_DAY = date(2026, 8, 31)
TERM = Term("2026-autumn", FIRST_DAY, date(2027, 1, 15))


@cache
def params() -> Params:
    """The city's parameters of autumn 2026."""
    return Law((load_pack("wuhai-2021-92"), load_pack("national-2023-12"))).params(FIRST_DAY)


def problems(rule: str, facts: TermFacts, **parameters: Any) -> list[Problem]:
    """What one rule says, where it applies to the school at all."""
    found = all_rules()[rule]
    assert not facts.missing(found.needs), f"{rule} needs {facts.missing(found.needs)}"
    return list(found.run(facts, params().replace(**parameters))) if found.applies(facts) else []


def wheres(rule: str, facts: TermFacts) -> list[str]:
    return [problem.where for problem in problems(rule, facts)]


def window(id: str = "pm", *, kind: str = "after_class", grades: Any = (1, 2, 3, 4), **changes: Any) -> Window:
    start, end = changes.pop("start", "16:10"), changes.pop("end", "18:10")
    weekdays = frozenset(changes.pop("weekdays", WORKDAYS))
    times = minute_from_text(start), minute_from_text(end)
    return Window("windows[0]", id, kind, frozenset(grades), weekdays, *times, **changes)


def block(grades: Any = (1, 2, 3, 4), *, kinds: tuple[str, ...] = ("homework",), window: str = "pm") -> Block:
    times = minute_from_text("16:10"), minute_from_text("17:10")
    return Block("blocks[0]", window, frozenset(grades), frozenset(WORKDAYS), *times, kinds, False, "required")


def course(id: str = "c01", *, kind: str = "handcraft", grades: Any = (1, 2, 3, 4)) -> Course:
    return Course("courses[0]", id, "剪纸", kind, ("美",), frozenset(grades), ("pm",), frozenset(WORKDAYS), 1, 30)


def plan(**changes: Any) -> Plan:
    """A primary school with grades 1–4 in demand, one window, one block, one course, a valid vote, filed in time."""
    lawful: dict[str, Any] = {
        "policy": ("wuhai-2021-92",),
        "school": School("2115000188", "沙坡教学点", "150304", "public", ("primary",), "none"),
        "term": TERM,
        "version": 1,
        "enrolled": {1: 12, 2: 12, 3: 16, 4: 16},
        "survey": Survey(wanting={1: 12, 2: 12, 3: 16, 4: 16}),
        "committee": Committee(5, 4, (Meeting("committee.meetings[0]", date(2026, 8, 26), 4, 3, 0, 1, "同意"),)),
        "windows": (window(),),
        "blocks": (block(),),
        "courses": (course(),),
        "fees": Fees("month", {"primary": Fen(6000)}, {"primary": Fen(30000)}, ("subsidy", "service_fee"), "school"),
        "publication": Publication(date(2026, 8, 28), ("校门公示栏",), True, True, {"phone": "0473-0000000"}),
        "filed": date(2026, 9, 10),
    }
    return Plan(**(lawful | changes))


def junior_plan(*, boarding: str = "some", **changes: Any) -> Plan:
    """A junior school with grades 7 and 8, after_class and an evening window."""
    school = School("3115000091", "河湾初级中学", "150303", "public", ("junior",), boarding)
    windows = (
        window(grades=(7, 8), start="17:00", end="18:45"),
        replace(window("eve", kind="evening", grades=(7, 8), start="19:10", end="20:30"), where="windows[1]"),
    )
    lawful = {
        "school": school,
        "enrolled": {7: 12, 8: 10},
        "survey": Survey(wanting={7: 12, 8: 10}),
        "windows": windows,
        "blocks": (block((7, 8)),),
        "fees": Fees("month", {"junior": Fen(6000)}, {"junior": Fen(30000)}, ("service_fee",), "school"),
    }
    return plan(**(lawful | changes))


def at(clock: str, day: str = MONDAY) -> datetime:
    return datetime.fromisoformat(f"{day} {clock}")


def student(id: str = "s1", grade: int = 3, class_name: str = "1", **changes: Any) -> Student:
    return Student(id, grade, class_name, **changes)


def section(id: str = "b1", *, course: str = "block:0", grades: Any = (3,), **changes: Any) -> Section:
    lawful: dict[str, Any] = {"name": id, "content": ("homework",), "mode": "onsite", "window": "pm"}
    return Section(id, course, grades=tuple(grades), **(lawful | changes))


def session(id: str = "n1", section: str = "b1", day: str = MONDAY, **changes: Any) -> Session:
    """Planned and held 16:10–17:10. start, end, planned_start, planned_end: "HH:MM", "" for none."""
    times = {"planned_start": "16:10", "planned_end": "17:10"}
    times |= {name: changes.pop(name) for name in ("planned_start", "planned_end") if name in changes}
    times["start"] = changes.pop("start", times["planned_start"])
    times["end"] = changes.pop("end", times["planned_end"])
    moments = {name: at(clock, day) if clock else None for name, clock in times.items()}
    changes.setdefault("source", f"sessions.csv:{id}")
    return Session(id, section, date.fromisoformat(day), **moments, **changes)


def not_held(id: str = "n1", section: str = "b1", day: str = MONDAY, *, reason: str = "", **changes: Any) -> Session:
    return session(id, section, day, start="", end="", early_reason=reason, **changes)


def adult(
    came: str = "16:00", left: str = "17:15", session: str = "n1", adult: str = "t1", day: str = MONDAY, **changes: Any
) -> AdultStay:
    """A school teacher who applied. "" for a time that was not written."""
    role = changes.pop("role", "school_teacher")
    changes.setdefault("applied", True if role in TEACHER_ROLES else None)
    changes.setdefault("source", f"adults.csv:{session}:{adult}")
    moments = [at(clock, day) if clock else None for clock in (came, left)]
    return AdultStay(session, adult, role, *moments, **changes)


def present(
    came: str = "16:10",
    left: str = "17:10",
    session: str = "n1",
    student: str = "s1",
    day: str = MONDAY,
    **changes: Any,
) -> Presence:
    """Present in the room and handed to a guardian. "" for a time that was not written."""
    changes.setdefault("released_to", "guardian")
    changes.setdefault("source", f"presence.csv:{session}:{student}")
    moments = [at(clock, day) if clock else None for clock in (came, left)]
    return Presence(session, student, "present", *moments, **changes)


def away(session: str = "n1", student: str = "s1", *, state: str = "absent", **changes: Any) -> Presence:
    changes.setdefault("source", f"presence.csv:{session}:{student}")
    return Presence(session, student, state, **changes)


def act(student: str = "s1", when: str = "2026-08-28 18:00", act: str = "join", **changes: Any) -> ConsentAct:
    by = changes.pop("by", "guardian")
    changes.setdefault("source", f"consents.csv:{student}:{when}")
    return ConsentAct(student, datetime.fromisoformat(when), act, by, **changes)


def pulse(session: str = "n1", **answers: Any) -> PulseAnswer:
    return PulseAnswer(session, **answers)


def bill(amount: int, kind: str = "charge", student: str = "s1", period: str = "2026-09", **changes: Any) -> BillLine:
    """Amount in fen."""
    changes.setdefault("source", f"bills.csv:{student}:{period}:{kind}")
    return BillLine(student, period, kind, Fen(amount), **changes)


def fund(amount: int, what: str, day: str = "2026-09-10") -> FundMovement:
    """Amount in fen, out negative."""
    return FundMovement(date.fromisoformat(day), what, Fen(amount), source=f"fund.csv:{day}:{what}")


def payout(adult: str = "t1", hours: Any = None, day: str = "2027-01-15", period: str = "2026-09") -> Payout:
    return Payout(adult, period, Fen(10000), date.fromisoformat(day), hours, f"payouts.csv:{adult}")


def calendar(day: str, what: str, follows: str = "") -> CalendarDay:
    return CalendarDay(date.fromisoformat(day), what, follows)


def facts(the_plan: Plan | None = None, **tables: Any) -> TermFacts:
    """Facts with a lawful plan, an empty calendar, and the tables given (any iterable of rows)."""
    rows = {name: tuple(given) if name != "as_of" else given for name, given in tables.items()}
    return TermFacts(plan=the_plan or plan(), **({"calendar": ()} | rows))
