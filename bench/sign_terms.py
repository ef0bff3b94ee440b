"""Invented school-terms for the signs: honest ones, and the same with one thing done wrong.

A term is drawn from rates, not lived: a lived one costs minutes (`bench term`), these cost milliseconds. The rates are those
of the simulated people (`kehou/sim`): 93 % of families answer, 90 % of them want the service, they join on two days between
12:00 and 18:00, each on its own device, 40 % of them say that they chose freely, an adult comes a minute before and leaves
four minutes after. `Slips` are what honest people do besides and the simulation leaves out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from kehou.policy.exchange.plan_yaml import plan_from_document
from kehou.policy.facts.plan import Plan
from kehou.policy.facts.records import AdultStay, ConsentAct, PulseAnswer, Session, Student
from kehou.policy.facts.term import TermFacts
from kehou.sim.offer import CATALOGUE

FIRST, CONSENT = date(2026, 8, 31), date(2026, 8, 28)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
DAYS = tuple(day for n in range(138) if (day := FIRST + n * DAY).weekday() < 5)
WEEK = ["mon", "tue", "wed", "thu", "fri"]


@dataclass(frozen=True)
class Slips:
    """What honest people do that looks like something else. Shares are of acts, answers or sessions.

    mistaken: anonymous answers and answers of the pulse that say what was not so. lingers: minutes an adult stays beyond the
    four, 0 to so many. linked: classes whose teacher sends the link round in the evening, so that families join within the
    hour. changed_mind: joined families that withdraw, all in the last days of a month. early: sessions ended early with a
    reason; storms: days on which every second hour ended early.
    """

    mistaken: float = 0.0
    lingers: int = 0
    linked: float = 0.0
    changed_mind: float = 0.0
    early: float = 0.0
    storms: int = 0


AS_SIMULATED = Slips()
WITH_SLIPS = Slips(mistaken=0.002, lingers=1, linked=0.5, changed_mind=0.04, early=0.02, storms=2)


@dataclass
class SchoolTerm:
    """The tables a sign reads, still open to change. Sessions go by class: (grade, class) → both hours of every day."""

    dice: Random
    students: list[Student] = field(default_factory=list)
    wanting: dict[int, int] = field(default_factory=dict)
    consents: list[ConsentAct] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    adults: list[AdultStay] = field(default_factory=list)
    pulse: list[PulseAnswer] = field(default_factory=list)
    courses: list[dict[str, Any]] = field(default_factory=list)

    @property
    def classes(self) -> dict[tuple[int, str], list[str]]:
        found: dict[tuple[int, str], list[str]] = {}
        for row in self.students:
            found.setdefault((row.grade, row.class_name), []).append(row.student)
        return found

    def facts(self) -> TermFacts:
        return TermFacts(
            plan=self._plan(),
            students=tuple(self.students),
            consents=tuple(sorted(self.consents, key=lambda act: act.at)),
            sessions=tuple(self.sessions),
            adults=tuple(self.adults),
            pulse=tuple(self.pulse),
        )

    def _plan(self) -> Plan:
        grades = sorted(self.wanting)
        roll = {grade: sum(row.grade == grade for row in self.students) for grade in grades}
        hours = {"window": "pm", "grades": grades, "weekdays": WEEK, "start": "17:10", "end": "18:10"}
        document = {
            "kehou": "plan/1",
            "policy": "wuhai-2021-92",
            "version": 1,
            "school": {"code": "1", "name": "甲校", "district": "1", "ownership": "public", "stages": ["primary"], "boarding": "none"},
            "term": {"id": "2026-autumn", "first_day": FIRST.isoformat(), "last_day": "2027-01-15"},
            "enrolled": {str(grade): pupils for grade, pupils in roll.items()},
            "survey": {"wanting": {str(grade): wanting for grade, wanting in self.wanting.items()}},
            "windows": [{"id": "pm", "kind": "after_class", "grades": grades, "weekdays": WEEK, "start": "16:10", "end": "18:10"}],
            "blocks": [{**hours, "content": "menu", "choice": "elective"}],
            "courses": self.courses,
        }  # fmt: skip
        plan, errors = plan_from_document(document)
        assert isinstance(plan, Plan) and not errors, errors
        return plan


def honest(dice: Random, slips: Slips = AS_SIMULATED, *, days: Sequence[date] = DAYS) -> SchoolTerm:
    """One honest school-term of one or two classes in each of six grades, 8 to 45 pupils in a class."""
    term = SchoolTerm(dice)
    size = dice.randint(8, 45)
    for grade in range(1, 7):
        for class_no in range(1, dice.randint(1, 2) + 1):
            pupils = range(max(4, size + dice.randint(-4, 4)))
            term.students += [Student(f"s{grade}{class_no}{n:02d}", grade, str(class_no)) for n in pupils]
    _join(term, slips)
    for key in term.classes:
        _keep(term, key, slips, days)
    _ask(term, slips)
    _offer(term)
    return term


def _join(term: SchoolTerm, slips: Slips) -> None:
    dice, device_of = term.dice, _devices(term)
    for (grade, _), pupils in term.classes.items():
        at_link = datetime.combine(CONSENT, time(19)) if dice.random() < slips.linked else None
        wanting = [pupil for pupil in pupils if dice.random() < 0.93 * 0.9]
        term.wanting[grade] = term.wanting.get(grade, 0) + len(wanting)
        for pupil in wanting:
            at = datetime.combine(CONSENT + dice.randrange(2) * DAY, time(12)) + timedelta(
                seconds=dice.randrange(6 * 3600)
            )
            if at_link:
                at = at_link + timedelta(minutes=dice.expovariate(1 / 20))
            felt = "free" if dice.random() < 0.4 else ""
            if felt and dice.random() < slips.mistaken:
                felt = dice.choice(("pressed", "discouraged"))
            term.consents.append(
                ConsentAct(
                    pupil, at.replace(microsecond=0), "join", "guardian", device_of[pupil], answered_anonymously=felt
                )
            )
            if dice.random() < slips.changed_mind:
                until = datetime(2026, dice.choice((9, 10, 11, 12)), 30, 20) - dice.randrange(3) * DAY
                term.consents.append(ConsentAct(pupil, until, "withdraw", "guardian", device_of[pupil]))


def _devices(term: SchoolTerm) -> dict[str, str]:
    """A device for each family: 80 of 100 families have one child, 18 two, 2 three."""
    pupils = [row.student for row in term.students]
    term.dice.shuffle(pupils)
    device_of: dict[str, str] = {}
    while pupils:
        for _ in range(term.dice.choices((1, 2, 3), weights=(80, 18, 2))[0]):
            if pupils:
                device_of[pupils.pop()] = f"d{len(pupils)}"
    return device_of


def _keep(term: SchoolTerm, key: tuple[int, str], slips: Slips, days: Sequence[date]) -> None:
    """Both hours of every day; one class in five keeps its adult for both."""
    dice, name = term.dice, f"{key[0]}.{key[1]}"
    stays = dice.random() < 0.2
    storms = set(dice.sample(days, min(slips.storms, len(days))))
    for day in days:
        for hour in (16, 17):
            starts = datetime.combine(day, time(hour, 10))
            ends = starts + 60 * MINUTE
            early = dice.random() < slips.early or (hour == 17 and day in storms)
            left = ends - (20 * MINUTE if early else timedelta())
            session = f"{name}.{day:%m%d}.{hour}"
            term.sessions.append(
                Session(session, name, day, starts, ends, starts, left, early_reason="大风" if early else "")
            )
            leaves = left + 4 * MINUTE + timedelta(seconds=dice.randint(0, 60 * slips.lingers))
            adult = f"t{name}" if stays or hour == 16 else f"u{name}"
            term.adults.append(AdultStay(session, adult, "school_teacher", starts - MINUTE, leaves, True))


def _ask(term: SchoolTerm, slips: Slips) -> None:
    """A tenth of the sessions get answers, up to twelve each; most families are content."""
    dice = term.dice
    for session in term.sessions:
        if dice.random() < 0.1:
            for _ in range(dice.randint(0, 12)):
                wrong, untrue = dice.random() < slips.mistaken, dice.random() < slips.mistaken
                satisfied = dice.choices((1, 2, 3, 4, 5), weights=(1, 3, 12, 40, 44))[0]
                term.pulse.append(PulseAnswer(session.session, wrong, untrue, satisfied))


def _offer(term: SchoolTerm) -> None:
    """Six to ten courses of the simulated schools' catalogue, any of them."""
    catalogue = CATALOGUE["upper"]
    for number, (name, kind, domains) in enumerate(term.dice.sample(catalogue, term.dice.randint(6, len(catalogue)))):
        term.courses.append(
            {
                "id": f"c{number}", "name": name, "content": kind, "domains": list(domains), "grades": sorted(term.wanting),
                "window": "pm", "weekdays": WEEK, "sections": 2, "capacity": 30,
            }
        )  # fmt: skip


def of_class(term: SchoolTerm, key: tuple[int, str]) -> Iterator[tuple[int, ConsentAct]]:
    """The first acts of the pupils of a class, with where they stand."""
    pupils = set(term.classes[key])
    for number, act in enumerate(term.consents):
        if act.student in pupils and act.act == "join":
            yield number, act


def change(rows: list[Any], number: int, **values: Any) -> None:
    rows[number] = replace(rows[number], **values)
