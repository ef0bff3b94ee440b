"""Who offered what for a term, and who from outside may be put in charge."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kehou.kernel.act import Act
from kehou.kernel.clock import LOCAL
from kehou.kernel.query import query
from kehou.org import queries as org
from kehou.people import queries as people
from kehou.people.permits import at_school, over_school
from kehou.people.queries import ProviderInfo, StaffInfo
from kehou.staff.models import Application, Pledge

PLEDGES = ("no_new_lesson", "no_paid_tutoring")
WARN_DAYS = (60, 30, 7)


@dataclass(frozen=True, slots=True)
class Offer:
    """An accepted application. weekdays: mon … fri; max_minutes: a week, None = no limit.

    courses: [{"name": …, "content": kind}] that the teacher would give.
    """

    application_id: int
    staff_id: int
    weekdays: tuple[str, ...]
    max_minutes: int | None
    homework_duty: bool
    courses: tuple[dict[str, str], ...]
    applied_on: date


def _offer(row: Application) -> Offer:
    return Offer(
        row.pk, row.staff_id, tuple(row.weekdays), row.max_minutes, row.homework_duty,
        tuple(row.courses), row.applied_at.astimezone(LOCAL).date(),
    )  # fmt: skip


def accepted(school_id: int, term_id: int) -> list[Offer]:
    """Offers the school took, by staff id. SQL: 1."""
    rows = Application.objects.filter(school_id=school_id, term_id=term_id, state="accepted").order_by("staff_id")
    return [_offer(row) for row in rows]


def offer_of(staff_id: int, term_id: int) -> Offer | None:
    """The accepted offer of one teacher. SQL: 1."""
    row = Application.objects.filter(staff_id=staff_id, term_id=term_id, state="accepted").first()
    return _offer(row) if row else None


def place_of(application_id: int) -> tuple[int, int, int]:
    """(school, term, staff) of an application. SQL: 1. Errors: Application.DoesNotExist."""
    return Application.objects.values_list("school_id", "term_id", "staff_id").get(pk=application_id)


def pledges(school_id: int, term_id: int) -> list[tuple[int, str, date]]:
    """(staff id, kind, signed on), by staff. SQL: 1."""
    rows = Pledge.objects.filter(school_id=school_id, term_id=term_id).order_by("staff_id", "kind")
    return [(row.staff_id, row.kind, row.signed_at.astimezone(LOCAL).date()) for row in rows]


def staff_key(number: int) -> str:
    """The pseudonym of an adult in plans and exported files: 12 → t012."""
    return f"t{number:03d}"


def _provider_keys(adults: list[StaffInfo]) -> dict[int, str]:
    ids = sorted({adult.provider_id for adult in adults if adult.provider_id})
    return {provider: f"p{place}" for place, provider in enumerate(ids, start=1)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def staff_part(school_id: int, term_id: int, *, at: datetime | None = None) -> list[dict[str, Any]]:
    """The plan document's `staff`: teachers whose offer was accepted, and everybody from outside. SQL: 3."""
    adults = people.staff(school_id, at or _last_moment(term_id))
    offers = {offer.staff_id: offer for offer in accepted(school_id, term_id)}
    providers = _provider_keys(adults)
    part = []
    for adult in adults:
        offer = offers.get(adult.id)
        line: dict[str, Any] = {"id": staff_key(adult.number), "name": adult.name, "role": adult.role}
        if adult.is_teacher:
            if offer is None:
                continue
            line |= {"applied": offer.applied_on.isoformat(), "days": list(offer.weekdays)}
            if offer.max_minutes is not None:
                line["max_hours"] = round(offer.max_minutes / 60, 2)
        else:
            line |= {
                "provider": providers.get(adult.provider_id or 0),
                "qualification": adult.qualification or None,
                "qualified_until": _iso(adult.qualified_until),
                "cleared_on": _iso(adult.cleared_on),
            }
        part.append({key: value for key, value in line.items() if value is not None})
    return part


def providers_part(school_id: int, term_id: int, *, at: datetime | None = None) -> list[dict[str, Any]]:
    """The plan document's `providers`: institutions whose people are registered. SQL: 2."""
    adults = people.staff(school_id, at or _last_moment(term_id))
    keys = _provider_keys(adults)
    of = {adult.provider_id: adult for adult in adults if adult.provider_id}
    part = []
    for provider, key in keys.items():
        until = _iso(of[provider].provider_licence_until)
        line = {
            "id": key,
            "name": of[provider].provider_name,
            "category": "non_subject",
            "listed": of[provider].provider_listed,
        }
        part.append(line | ({"licence_until": until} if until else {}))
    return part


def _last_moment(term_id: int) -> datetime:
    """People are asked for as of the term's end: whoever has not left by then belongs to the plan."""
    return datetime.combine(org.term(term_id).last_day, datetime.min.time(), LOCAL)


@dataclass(frozen=True, slots=True)
class ApplicationInfo:
    """One application as the school or its own teacher sees it. pledged: kinds that were signed."""

    id: int
    school_id: int
    staff: StaffInfo
    weekdays: tuple[str, ...]
    courses: tuple[dict[str, str], ...]
    homework_duty: bool
    max_minutes: int | None
    applied_at: datetime
    state: str
    pledged: frozenset[str]


def _infos(
    rows: Collection[Application], adults: dict[int, StaffInfo], signed: set[tuple[int, str]]
) -> list[ApplicationInfo]:
    return [
        ApplicationInfo(
            row.pk, row.school_id, adults[row.staff_id], tuple(row.weekdays), tuple(row.courses), row.homework_duty,
            row.max_minutes, row.applied_at.astimezone(LOCAL), row.state,
            frozenset(kind for who, kind in signed if who == row.staff_id),
        )
        for row in rows
        if row.staff_id in adults
    ]  # fmt: skip


@query(allow=[at_school("coordinator", "principal"), over_school()])
def applications(act: Act, *, school_id: int, term_id: int) -> list[ApplicationInfo]:
    """Every live application, undecided ones first, then by number. SQL: 3."""
    adults = {adult.id: adult for adult in people.staff(school_id, act.at)}
    signed = {(who, kind) for who, kind, _ in pledges(school_id, term_id)}
    rows = Application.objects.filter(school_id=school_id, term_id=term_id).exclude(state="withdrawn")
    found = _infos(list(rows.order_by("pk")), adults, signed)
    return sorted(found, key=lambda a: (a.state != "applied", a.staff.number))


@dataclass(frozen=True, slots=True)
class Expiry:
    """Something that ends soon. stage: 60, 30 or 7 (days, the nearest bound it is under), 0 = already ended."""

    staff: StaffInfo
    what: str  # cleared | qualified | licence
    until: date
    days_left: int
    stage: int


def expiries(school_id: int, at: datetime) -> list[Expiry]:
    """Papers of outside people that end within 60 days or have ended, soonest first. SQL: 1."""
    today = at.astimezone(LOCAL).date()
    found = []
    for adult in people.staff(school_id, at):
        if adult.is_teacher:
            continue
        papers = [("cleared", adult.cleared_until)]
        if adult.role in ("qualified", "institution"):
            papers.append(("qualified", adult.qualified_until))
        if adult.role == "institution":
            papers.append(("licence", adult.provider_licence_until))
        for what, until in papers:
            if until is not None and (until - today).days <= WARN_DAYS[0]:
                left = (until - today).days
                stage = 0 if left < 0 else min(bound for bound in WARN_DAYS if left <= bound)
                found.append(Expiry(adult, what, until, left, stage))
    return sorted(found, key=lambda e: (e.until, e.staff.number))


@query(allow=[at_school("teacher")])
def my_application(act: Act, *, school_id: int, term_id: int) -> ApplicationInfo | None:
    """The teacher's own live application. SQL: ≤ 3."""
    me = people.staff_of_account(act.account_id, school_id, act.at)
    if me is None:
        return None
    rows = Application.objects.filter(staff_id=me.id, term_id=term_id).exclude(state="withdrawn")
    signed = {(row.staff_id, row.kind) for row in Pledge.objects.filter(staff_id=me.id, term_id=term_id)}
    return next(iter(_infos(list(rows), {me.id: me}, signed)), None)


@dataclass(frozen=True, slots=True)
class OutsideBoard:
    """People from outside with why each may not be in charge today (None = may), their institutions, what ends soon."""

    people: tuple[tuple[StaffInfo, str | None], ...]
    providers: tuple[ProviderInfo, ...]
    expiries: tuple[Expiry, ...]

    @property
    def may_not(self) -> int:
        return sum(problem is not None for _, problem in self.people)


@query(allow=[at_school("coordinator", "principal"), over_school()])
def outside_board(act: Act, *, school_id: int) -> OutsideBoard:
    """SQL: 3."""
    adults = [adult for adult in people.staff(school_id, act.at) if not adult.is_teacher]
    return OutsideBoard(
        tuple((adult, people.clearance_problem(adult, act.today)) for adult in adults),
        tuple(people.providers(school_id)),
        tuple(expiries(school_id, act.at)),
    )
