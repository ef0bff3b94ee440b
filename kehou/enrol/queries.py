"""Who takes part, who sits where, which rounds there are."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from kehou.enrol.models import Consent, Round, Seat, Waiting
from kehou.kernel.clock import LOCAL


def _latest(rows: QuerySet[Consent]) -> dict[int, Consent]:
    latest: dict[int, Consent] = {}
    for row in rows.order_by("at", "pk"):
        latest[row.pupil_id] = row
    return latest


def _counts(row: Consent) -> bool:
    return row.act == "join" and (row.by == "guardian" or row.confirmed_at is not None)


def joined(school_id: int, term_id: int, at: datetime) -> set[int]:
    """Children whose latest act at that moment is a guardian's join (or a confirmed paper). SQL: 1."""
    rows = Consent.objects.filter(school_id=school_id, term_id=term_id, at__lte=at)
    return {child for child, row in _latest(rows).items() if _counts(row)}


def joined_children(child_ids: Collection[int], term_id: int, at: datetime) -> set[int]:
    """The same for some children. SQL: 1."""
    rows = Consent.objects.filter(pupil_id__in=child_ids, term_id=term_id, at__lte=at)
    return {child for child, row in _latest(rows).items() if _counts(row)}


def latest_consent(child_id: int, term_id: int) -> Consent | None:
    """The act in force, whatever it is. SQL: 1."""
    return Consent.objects.filter(pupil_id=child_id, term_id=term_id).order_by("-at", "-pk").first()


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
