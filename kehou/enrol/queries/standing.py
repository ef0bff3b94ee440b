"""Who takes part, who sits where, what is due: asked by other rooms, jobs and this room's actions."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q

from kehou.enrol.models import Consent, Round, Seat, Waiting
from kehou.kernel import sql
from kehou.kernel.clock import LOCAL


def _said(rows: Iterable[Consent], at: datetime | None) -> dict[int, tuple[str, Consent]]:
    """Child → (what is in force, the row that says so). A paper counts from the moment a guardian confirmed it (二.1)."""
    latest: dict[int, tuple[datetime, int, Consent]] = {}
    for row in rows:
        since = row.at if row.by == "guardian" else row.confirmed_at
        if since is None or (at is not None and since > at):
            continue
        if row.pupil_id not in latest or (since, row.pk) > latest[row.pupil_id][:2]:
            latest[row.pupil_id] = (since, row.pk, row)
    return {child: (row.act, row) for child, (_, _, row) in latest.items()}


def joined(school_id: int, term_id: int, at: datetime) -> set[int]:
    """Children whose latest act at that moment is a guardian's join (or a paper confirmed by then). SQL: 1."""
    rows = Consent.objects.filter(school_id=school_id, term_id=term_id, at__lte=at)
    return {child for child, (act, _) in _said(rows, at).items() if act == "join"}


def joined_children(child_ids: Collection[int], term_id: int, at: datetime) -> set[int]:
    """The same for some children. SQL: 1."""
    rows = Consent.objects.filter(pupil_id__in=child_ids, term_id=term_id, at__lte=at)
    return {child for child, (act, _) in _said(rows, at).items() if act == "join"}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a family decided, "" = nothing yet. paper_id: a paper that waits for the guardian's word."""

    act: str = ""
    since: datetime | None = None
    text_version: str = ""
    consent_id: int | None = None
    answered: bool = False
    paper_id: int | None = None
    paper_at: datetime | None = None

    @property
    def joins(self) -> bool:
        return self.act == "join"


def decision(child_id: int, term_id: int) -> Decision:
    """The act in force of one child. SQL: 1."""
    rows = list(Consent.objects.filter(pupil_id=child_id, term_id=term_id).order_by("at", "pk"))
    return _decided(rows)


@dataclass(frozen=True, slots=True)
class ClaimStanding:
    """What a claim is judged by, beside the sections' hours. seated_in: the child's sections, ascending."""

    joins: bool
    drawing: bool
    others_wait: bool
    seated_in: tuple[int, ...]


_STANDING = """
    SELECT (SELECT act FROM enrol_consent WHERE pupil_id = %s AND term_id = %s
            AND ("by" = 'guardian' OR confirmed_at IS NOT NULL)
            ORDER BY CASE WHEN "by" = 'guardian' THEN at ELSE confirmed_at END DESC, id DESC LIMIT 1),
        EXISTS (SELECT 1 FROM enrol_round WHERE school_id = %s AND term_id = %s AND state = 'open'),
        EXISTS (SELECT 1 FROM enrol_waiting WHERE section_id = %s AND state IN ('waiting', 'offered')),
        seat.section_id
    FROM (SELECT 1 AS one) AS once LEFT JOIN enrol_seat AS seat
    ON seat.pupil_id = %s AND seat.term_id = %s AND seat.state <> 'released'
    ORDER BY seat.section_id
"""


def claim_standing(child_id: int, school_id: int, term_id: int, section_id: int) -> ClaimStanding:
    """As `decision` and the rows say it, in one statement; ask it after the child is locked. SQL: 1."""
    found = sql.rows(_STANDING, child_id, term_id, school_id, term_id, section_id, child_id, term_id)
    act, drawing, others_wait, _ = found[0]
    seated_in = tuple(row[3] for row in found if row[3] is not None)
    return ClaimStanding(act == "join", bool(drawing), bool(others_wait), seated_in)


def decisions(school_id: int, term_id: int, *, ids: Collection[int] | None = None) -> dict[int, Decision]:
    """Child → the act in force, of a school or some of its children; who never said anything is left out. SQL: 1."""
    rows = Consent.objects.filter(school_id=school_id, term_id=term_id).order_by("at", "pk")
    of_one: dict[int, list[Consent]] = defaultdict(list)
    for row in rows.filter(pupil_id__in=ids) if ids is not None else rows:
        of_one[row.pupil_id].append(row)
    return {child: _decided(own) for child, own in of_one.items()}


def _decided(rows: list[Consent]) -> Decision:
    """rows: of one child, in order."""
    if not rows:
        return Decision()
    act, row = next(iter(_said(rows, None).values()), ("", None))
    last = rows[-1]
    paper = last if last.by == "staff" and last.confirmed_at is None else None
    return Decision(
        act,
        (row.confirmed_at or row.at) if row else None,
        row.text_version if row else "",
        row.pk if row else None,
        row.answered if row else False,
        paper.pk if paper else None,
        paper.at if paper else None,
    )


def members_on(section_ids: Collection[int], on: date) -> dict[int, list[int]]:
    """Section → children with a seat that day, in order of seats. SQL: 1."""
    begins = datetime.combine(on, time.min, LOCAL)
    ends = begins + timedelta(days=1)
    rows = Seat.objects.filter(section_id__in=section_ids, since__lt=ends, state__in=["confirmed", "released"])
    rows = rows.filter(Q(released_at=None) | Q(released_at__gte=ends)).order_by("pk")
    found: dict[int, list[int]] = defaultdict(list)
    for section_id, child in rows.values_list("section_id", "pupil_id"):
        found[section_id].append(child)
    return dict(found)


def seats_of(child_id: int, term_id: int) -> list[Seat]:
    """A child's live seats. SQL: 1."""
    return list(Seat.objects.filter(pupil_id=child_id, term_id=term_id, state="confirmed").order_by("pk"))


def rounds(school_id: int, term_id: int) -> list[Round]:
    """By opening. SQL: 1."""
    return list(Round.objects.filter(school_id=school_id, term_id=term_id).order_by("opens_at", "pk"))


def rounds_to_draw(at: datetime) -> list[tuple[int, int]]:
    """(school, round) of rounds whose deadline has passed and that are not drawn. SQL: 1."""
    due = Round.objects.filter(state="open", closes_at__lte=at).order_by("closes_at", "pk")
    return list(due.values_list("school_id", "pk"))


def offers_overdue(at: datetime) -> list[tuple[int, int]]:
    """(school, waiting place) of offers nobody answered in time. SQL: 1."""
    due = Waiting.objects.filter(state="offered", offer_until__lte=at).order_by("offer_until", "pk")
    return list(due.values_list("school_id", "pk"))


def places_to_offer() -> list[tuple[int, int]]:
    """(school, section) where somebody waits and a place is free: a capacity that was raised. SQL: 1."""
    free = Waiting.objects.filter(state="waiting", section__state="open", section__taken__lt=F("section__capacity"))
    return list(free.order_by("section_id").values_list("school_id", "section_id").distinct())
