"""What a guardian reads of one child before the draw: taking part, and choosing."""

from dataclasses import dataclass
from datetime import datetime

from kehou.enrol.models import Round, Seat, Wishes
from kehou.enrol.queries.standing import Decision, decision
from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.menu import queries as menu
from kehou.menu.queries import SectionInfo
from kehou.org import queries as org
from kehou.org.queries import TermInfo
from kehou.people import queries as people
from kehou.people.permits import guardian_of
from kehou.people.queries import PupilInfo
from kehou.plan import queries as plans


def child_of(child_id: int) -> PupilInfo:
    """SQL: 1. Errors: NotYours without the child."""
    child = people.pupil(child_id)
    if child is None:
        raise NotYours
    return child


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """public: whether there is a plan to read before deciding; courses: how many places end with a withdrawal."""

    child: PupilInfo
    term: TermInfo | None
    school_code: str
    decision: Decision
    public: bool
    courses: int


@query(allow=[guardian_of("child_id")])
def consent_page(act: Act, *, child_id: int) -> ConsentPage:
    """What a family has decided on the term. SQL: ≤ 9."""
    child = child_of(child_id)
    term = org.term_on(child.school_id, act.today)
    code = org.school(child.school_id).code
    if term is None:
        return ConsentPage(child, None, code, Decision(), False, 0)
    courses = Seat.objects.filter(pupil_id=child_id, term_id=term.id).exclude(state="released").exclude(how="class")
    return ConsentPage(
        child, term, code, decision(child_id, term.id), plans.is_published(child.school_id, term.id), courses.count()
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """A round with one child's list. fixed: its class's own sections; offered: courses of the menu, by number."""

    child: PupilInfo
    term: TermInfo | None
    round: Round | None
    joins: bool
    fixed: tuple[SectionInfo, ...] = ()
    offered: tuple[SectionInfo, ...] = ()
    ranked: tuple[int, ...] = ()
    saved_at: datetime | None = None
    submitted_at: datetime | None = None

    @property
    def wishes(self) -> list[SectionInfo]:
        """In the order of the list; a course that left the menu is left out."""
        found = {section.id: section for section in self.offered}
        return [found[section_id] for section_id in self.ranked if section_id in found]

    def is_open(self, at: datetime) -> bool:
        return (
            self.round is not None and self.round.state == "open" and self.round.opens_at <= at < self.round.closes_at
        )


@query(allow=[guardian_of("child_id")])
def choice(act: Act, *, child_id: int) -> Choice:
    """The latest round of the term and the child's list in it. SQL: ≤ 10."""
    child = child_of(child_id)
    term = org.term_on(child.school_id, act.today)
    if term is None:
        return Choice(child, None, None, False)
    round_ = Round.objects.filter(school_id=child.school_id, term_id=term.id).order_by("-opens_at", "-pk").first()
    joins = decision(child_id, term.id).joins
    if round_ is None:
        return Choice(child, term, None, joins)
    found = menu.sections(child.school_id, term.id, with_adults=False)
    own = Wishes.objects.filter(round=round_, pupil_id=child_id).first()
    return Choice(
        child,
        term,
        round_,
        joins,
        tuple(
            s for s in found if not s.course_key and child.grade in s.grades and s.class_no in (None, child.class_no)
        ),
        tuple(s for s in found if s.course_key),
        tuple(own.ranked) if own else (),
        own.saved_at if own else None,
        own.submitted_at if own else None,
    )
