"""A school whose families choose: sections, children with guardians who joined, a round and its draw."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any

from kehou.engines.allocation.draw import commitment
from kehou.engines.allocation.sealed import pseudonym
from kehou.enrol.actions.allocate_round import allocate_round
from kehou.enrol.actions.give_consent import give_consent
from kehou.enrol.actions.rank_choices import rank_choices
from kehou.enrol.models import Round, Seat, Waiting
from kehou.enrol.texts import CURRENT
from kehou.kernel.act import Act, by_system
from kehou.kernel.clock import LOCAL
from kehou.menu.models import Course, Meet, Section
from kehou.org.models import School, Term
from kehou.org.rows import scope
from kehou.people.models import Account, Pupil
from kehou.plan.models import PlanVersion
from tests.make.day import make_section
from tests.make.menu import WEEK, document, make_filed_version
from tests.make.people import act_of, make_guardian, make_pupil, make_school, term_of

OPENS = datetime(2026, 9, 10, 8, 0, tzinfo=LOCAL)
CLOSES = datetime(2026, 9, 16, 18, 0, tzinfo=LOCAL)
DRAWN = CLOSES + timedelta(minutes=1)
JOINED = datetime(2026, 9, 9, 20, 0, tzinfo=LOCAL)
SECRET = "a secret of the tests"
KEY = "a key of the tests"
_numbers = count(1001)  # beside those of make_section


@dataclass
class Family:
    """A child and the guardian who decides for it."""

    child: Pupil
    guardian: Account

    def at(self, at: datetime, **more: str) -> Act:
        return act_of(self.guardian, at, **more)

    def seats(self) -> list[str]:
        """Names of the sections in which the child has a place."""
        rows = Seat.objects.filter(pupil=self.child).exclude(state="released").order_by("section__number")
        return list(rows.values_list("section__name", flat=True))


@dataclass
class Choosing:
    """A school of families between consent and result."""

    school: School
    term: Term
    families: list[Family] = field(default_factory=list)

    @property
    def ids(self) -> dict[str, int]:
        return {"school_id": self.school.pk, "term_id": self.term.pk}

    def family(self, *, joins: bool = True, grade: int = 4, class_no: int = 2, **care: Any) -> Family:
        child = make_pupil(self.school, grade=grade, class_no=class_no, **care)
        family = Family(child, make_guardian(child))
        self.families.append(family)
        return join(family, self.term) if joins else family


def make_choosing(families: int = 0, *, name: str = "滨河示范小学", **care: Any) -> Choosing:
    school = make_school(name)
    make_filed_version(school, document(priority=["left_behind", "migrant", "hardship"]))
    choosing = Choosing(school, term_of(school))
    for _ in range(families):
        choosing.family(**care)
    return choosing


def join(family: Family, term: Term, at: datetime = JOINED) -> Family:
    give_consent(family.at(at), child_id=family.child.pk, term_id=term.pk, text_version=CURRENT.version)
    return family


def make_course(
    school: School, name: str = "乒乓球", *, capacity: int = 2, days: tuple[str, ...] = ("mon",), minimum: int = 0,
    grades: tuple[int, ...] = (3, 4), starts: time = time(17, 10), ends: time = time(18, 10),
) -> Section:  # fmt: skip
    """A course with one section that meets all term."""
    term, number = term_of(school), next(_numbers)
    version = PlanVersion.objects.get(school=school)
    course = Course.objects.create(
        **scope(school.pk), term=term, version=version, key=f"c{number}", name=name, content="interest",
        domains=["体"], grades=list(grades), windows=["pm"], weekdays=list(days), sections=1, capacity=capacity,
    )  # fmt: skip
    section = Section.objects.create(
        **scope(school.pk), term=term, number=number, course=course, name=name, grades=list(grades),
        capacity=capacity, minimum=minimum,
    )  # fmt: skip
    for day in days:
        Meet.objects.create(
            **scope(school.pk), section=section, window_key="pm", weekday=day, starts=starts, ends=ends,
            from_date=term.first_day, until_date=term.last_day,
        )  # fmt: skip
    return section


def make_class_block(school: School, name: str = "四（2）班", *, grade: int = 4) -> Section:
    """A class's own section, 16:10–17:10 every day."""
    section, term = make_section(school, name, grade=grade), term_of(school)
    for day in WEEK:
        Meet.objects.create(
            **scope(school.pk), section=section, window_key="pm", weekday=day, starts=time(16, 10), ends=time(17, 10),
            from_date=term.first_day, until_date=term.last_day,
        )  # fmt: skip
    return section


def make_round(
    choosing: Choosing,
    *,
    secret: str = SECRET,
    closes_at: datetime = CLOSES,
    mode: str = "rotating-draw",
    gate: int = 30,
) -> Round:
    """An open round, as open_round leaves it."""
    return Round.objects.create(
        **scope(choosing.school.pk), term=choosing.term, name="秋季选课", opens_at=OPENS, closes_at=closes_at,
        commitment=commitment(secret), secret=secret, key=KEY, state="open", mode=mode, gate=gate,
    )  # fmt: skip


def code_of(family: Family) -> str:
    """The child's name in every round of `make_round`."""
    return pseudonym(KEY, family.child.number)


def wish(family: Family, round_: Round, *sections: Section, at: datetime = OPENS + timedelta(hours=2)) -> int:
    return rank_choices(
        family.at(at), round_id=round_.pk, child_id=family.child.pk, section_ids=[s.pk for s in sections]
    )


def draw(round_: Round, at: datetime = DRAWN) -> int:
    return allocate_round(by_system("test", at), school_id=round_.school_id, round_id=round_.pk)


def seated(section: Section) -> list[int]:
    """Children with a place, by seat."""
    rows = Seat.objects.filter(section=section).exclude(state="released").order_by("pk")
    return list(rows.values_list("pupil_id", flat=True))


def line(section: Section, *states: str) -> list[int]:
    """Children who wait (or were offered), in order."""
    rows = Waiting.objects.filter(section=section, state__in=states or ("waiting", "offered")).order_by("place", "pk")
    return list(rows.values_list("pupil_id", flat=True))
