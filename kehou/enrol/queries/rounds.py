"""What schools, districts and the public read of rounds. No child is named to anybody but the school's own office."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from kehou.engines.allocation import drawlog
from kehou.engines.allocation.publication import public_findings, published_of, read_receipt, receipt_findings
from kehou.engines.allocation.sealed import PUBLIC, TICKETS
from kehou.enrol.models import FrozenFile, PublicValue, Round, Seat, Waiting
from kehou.enrol.queries.standing import Decision, decisions
from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.permit import anyone
from kehou.kernel.query import query
from kehou.menu import queries as menu
from kehou.menu.queries import Gap
from kehou.org import queries as org
from kehou.org.queries import TermInfo
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.people.permits import at_school, over_school
from kehou.plan import queries as plans

HOLDERS = ("coordinator", "principal")
"""Who draws, and who types what was drawn in public."""


@dataclass(frozen=True, slots=True)
class ClassJoined:
    """A class: children on the roll, joined, papers that wait for a guardian."""

    grade: int
    class_no: int
    children: int
    joined: int
    papers: int


@dataclass(frozen=True, slots=True)
class RoundInfo:
    """A round with how many lists are in and, once drawn, what it gave."""

    id: int
    name: str
    mode: str
    gate: int
    state: str
    opens_at: datetime
    closes_at: datetime
    drawn_at: datetime | None
    commitment: str
    frozen_at: datetime | None
    value_until: datetime | None
    public_value: str
    lists: int
    submitted: int
    seats: int
    waiting: int


@dataclass(frozen=True, slots=True)
class RoundsPage:
    """A term's rounds, latest first; joined: children; placeless: joined children without any course (after a draw)."""

    term: TermInfo | None
    rounds: tuple[RoundInfo, ...]
    joined: int
    children: int
    classes: tuple[ClassJoined, ...]
    placeless: int

    @property
    def open_round(self) -> RoundInfo | None:
        return next((r for r in self.rounds if r.state == "open"), None)


@query(allow=[at_school("coordinator", "principal"), over_school()])
def rounds_page(act: Act, *, school_id: int) -> RoundsPage:
    """SQL: ≤ 7."""
    term = org.term_on(school_id, act.today)
    if term is None:
        return RoundsPage(None, (), 0, 0, (), 0)
    counted = Round.objects.annotate(lists=Count("wishes"), submitted=Count("wishes__submitted_at"))
    rows = list(counted.filter(school_id=school_id, term_id=term.id).order_by("-opens_at", "-pk")[:20])
    said = decisions(school_id, term.id)
    taking_part = {child for child, decided in said.items() if decided.joins}
    papers = {child for child, decided in said.items() if decided.paper_id is not None}
    children = people.pupils(school_id)
    live = Seat.objects.filter(school_id=school_id, term_id=term.id).exclude(how="class").exclude(state="released")
    seats = list(live.values_list("round_id", "pupil_id"))
    waits: Counter[int | None] = Counter(
        Waiting.objects.filter(school_id=school_id, term_id=term.id, state="waiting").values_list("round_id", flat=True)
    )
    in_class, in_joined, in_papers = (
        Counter((child.grade, child.class_no) for child in children if within is None or child.id in within)
        for within in (None, taking_part, papers)
    )
    given: Counter[int | None] = Counter(round_id for round_id, _ in seats)
    drawn = any(row.state == "drawn" for row in rows)
    return RoundsPage(
        term,
        tuple(_round_info(row, given, waits) for row in rows),
        len(taking_part & {child.id for child in children}),
        len(children),
        tuple(ClassJoined(*key, in_class[key], in_joined[key], in_papers[key]) for key in sorted(in_class)),
        len(taking_part - {child for _, child in seats}) if drawn else 0,
    )


def _round_info(row: Any, seats: Counter[int | None], waits: Counter[int | None]) -> RoundInfo:
    return RoundInfo(
        row.pk, row.name, row.mode, row.gate, row.state, row.opens_at, row.closes_at, row.drawn_at, row.commitment,
        row.frozen_at, row.value_until, row.public_value, row.lists, row.submitted, seats[row.pk], waits[row.pk],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opening:
    """What must stand before a round opens, in the order in which open_round asks for it."""

    term: TermInfo | None
    filed: bool
    published: bool
    calendar_confirmed: bool
    courses: int
    gaps: tuple[Gap, ...]
    two_can_type: bool = False  # the office has two people, who can each type what the dice showed

    @property
    def ready(self) -> bool:
        return self.filed and self.published and self.calendar_confirmed and self.courses > 0 and not self.gaps


@query(allow=[at_school(*HOLDERS)])
def opening(act: Act, *, school_id: int) -> Opening:
    """SQL: ≤ 9."""
    term = org.term_on(school_id, act.today)
    if term is None:
        return Opening(None, False, False, False, 0, ())
    years = {term.first_day.year, term.last_day.year}
    found = menu.sections(school_id, term.id)
    return Opening(
        term,
        plans.filed_version_id(school_id, term.id) is not None,
        plans.is_published(school_id, term.id),
        org.calendar_confirmed(scope(school_id)["district_id"], years),
        sum(section.course_key is not None for section in found),
        tuple(menu.gaps_of(found, act.today)),
        len(set(people.accounts_with_role(school_id, HOLDERS, act.at, came=True))) > 1,
    )


@dataclass(frozen=True, slots=True)
class PaperChild:
    """A child whose family has not decided. reachable: a guardian has an account and can confirm."""

    id: int
    name: str
    waits: bool
    reachable: bool


@query(allow=[at_school("coordinator")])
def undecided(act: Act, *, school_id: int, grade: int, class_no: int) -> tuple[TermInfo | None, list[PaperChild]]:
    """Children of one class who have not joined, by number. SQL: ≤ 5."""
    term = org.term_on(school_id, act.today)
    if term is None:
        return None, []
    children = people.pupils(school_id, grade=grade, class_no=class_no)
    ids = [child.id for child in children]
    reachable = people.guardian_accounts(ids, act.at)
    said = defaultdict(Decision, decisions(school_id, term.id, ids=ids))
    return term, [
        PaperChild(child.id, child.name, said[child.id].paper_id is not None, child.id in reachable)
        for child in children
        if not said[child.id].joins
    ]


@query(allow=[at_school("coordinator", "principal"), over_school()])
def frozen_files(act: Act, *, school_id: int, round_id: int) -> dict[str, str]:
    """File name → text of a drawn round, for `kehou verify`: the office's and the district's only. SQL: 1."""
    rows = FrozenFile.objects.filter(round_id=round_id, school_id=school_id, round__state="drawn").order_by("name")
    files = {row.name: row.text for row in rows}
    if not files:
        raise NotYours
    return files


@dataclass(frozen=True, slots=True)
class PublicDraw:
    """What anyone may know of a draw: the commitment from the start; seed, digests and counts after it."""

    school: str
    school_code: str
    name: str
    mode: str
    gate: int
    opens_at: datetime
    closes_at: datetime
    drawn_at: datetime | None
    commitment: str
    seed: str
    input_digest: str
    certificate: dict[str, Any]
    frozen_at: datetime | None
    value_until: datetime | None
    public_value: str
    log: list[dict[str, Any]]
    differed: bool

    @property
    def frozen(self) -> dict[str, Any]:
        """The step of the log, or nothing yet."""
        return next((step for step in self.log if step["event"] == "frozen"), {})


@query(allow=[anyone])
def public_draw(act: Act, *, round_id: int) -> PublicDraw:
    """differed: two people typed different public values at first. SQL: 2. Errors: NotYours where there is none."""
    row = Round.objects.select_related("school").defer("secret", "key").filter(pk=round_id).first()
    if row is None:
        raise NotYours
    return PublicDraw(
        row.school.name, row.school.code, row.name, row.mode, row.gate, row.opens_at, row.closes_at, row.drawn_at, row.commitment,
        row.seed, row.input_digest, row.certificate, row.frozen_at, row.value_until, row.public_value, row.log,
        PublicValue.objects.filter(round=row).values("value").distinct().count() > 1,
    )  # fmt: skip


@query(allow=[anyone])
def public_files(act: Act, *, round_id: int) -> dict[str, str]:
    """File name → text of what anyone may have of a frozen round. SQL: 2. Errors: NotYours before the freeze."""
    row = Round.objects.defer("secret", "key").exclude(frozen_at=None).filter(pk=round_id).first()
    if row is None:
        raise NotYours
    files = FrozenFile.objects.filter(round=row, name__in=[PUBLIC, TICKETS])
    return {**{file.name: file.text for file in files}, drawlog.FILE: drawlog.as_text(row.log)}


@query(allow=[anyone])
def receipt_faults(act: Act, *, round_id: int, text: str) -> list[str] | None:
    """What is wrong with a family's receipt of this round, in sentences; None: it is no receipt. SQL: 2.

    Nothing of it is kept. Errors: NotYours before the freeze.
    """
    published = published_of(public_files(act, round_id=round_id))
    try:
        receipt = read_receipt(text)
    except (ValueError, RecursionError):
        return None
    return [says for _, says, _ in [*public_findings(published), *receipt_findings(published, receipt)]]


@dataclass(frozen=True, slots=True)
class Typed:
    """What one person typed last of the public value. mine: whoever asks typed it."""

    round_id: int
    by: str
    value: str
    mine: bool


@query(allow=[at_school(*HOLDERS)])
def typed_values(act: Act, *, school_id: int, round_id: int) -> list[Typed]:
    """The latest word of each person, in order of time. The value is shown to whoever typed it, so that the second
    types what was drawn and not what stands on the screen. SQL: 1."""
    rows = PublicValue.objects.filter(round_id=round_id, school_id=school_id).select_related("account")
    latest = {row.account_id: row for row in rows.order_by("at", "pk")}
    return [
        Typed(round_id, row.account.name, row.value if account == act.account_id else "", account == act.account_id)
        for account, row in latest.items()
    ]
