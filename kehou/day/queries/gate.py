"""The gate: children who have not left, who may take each, and what waits for a second person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from kehou.day import release
from kehou.day.models import Collector, Presence, ReleaseException, Session, SoloLeave
from kehou.day.permits import keeps_or_gate
from kehou.day.queries.teaching import JOINED, STAFF, Lesson, count_heads, heads_of, lesson_of, session_with_children
from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.people import queries as people
from kehou.people.permits import any_adult, holder_of, live
from kehou.people.queries import GuardianInfo


@dataclass(frozen=True, slots=True)
class Pending:
    """An exception at one's school that waits for a second person."""

    id: int
    child: str
    relation: str
    section: str
    asked_at: datetime
    own: bool


@query(allow=[any_adult, holder_of(*STAFF)])
def pending_exceptions(act: Act) -> list[Pending]:
    """Children at one's schools whom somebody unnamed came for, waiting for a second person. SQL: 1."""
    at_work = live(act.at, "school__role__") & Q(school__role__account_id=act.account_id, school__role__role__in=STAFF)
    rows = ReleaseException.objects.filter(
        at_work, session__date=act.today, confirmed_at=None, session__presence__pupil=F("pupil"),
        session__presence__state="present", session__presence__out_at=None,
    ).distinct()  # fmt: skip
    return [
        Pending(
            row.pk,
            row.pupil.name,
            row.relation,
            row.session.section.name,
            row.asked_at,
            row.asked_by_id == act.account_id,
        )
        for row in rows.select_related("pupil", "session__section").defer("pupil__id_number").order_by("asked_at")[:20]
    ]


@query(allow=[holder_of("gate")])
def gate_lessons(act: Act) -> list[Lesson]:
    """For the gate: lessons of the day at its schools with children still in, by time and name. SQL: 3."""
    roles = people.roles_of(act.account_id, act.at)
    schools = [role.school_id for role in roles if role.role == "gate" and role.school_id is not None]
    rows = list(
        Session.objects.filter(school_id__in=schools, date=act.today)
        .exclude(state="cancelled")
        .select_related(*JOINED)
        .order_by("planned_end", "section__number")
    )
    heads = heads_of([row.pk for row in rows])
    return [lesson_of(row, heads[row.pk]) for row in rows if row.pk in heads and heads[row.pk].here]


@dataclass(frozen=True, slots=True)
class Way:
    """Somebody who may take the child, as the gate sees it. kind: guardian | collector | self."""

    kind: str
    id: int | None
    name: str
    relation: str
    needs_code: bool = False
    today: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A child to be handed over. ways: the likeliest first; next_name: a later session today."""

    id: int
    name: str
    grade: int
    class_no: int
    ways: list[Way]
    next_name: str
    guardians: list[GuardianInfo]
    blocked: bool
    exception: ReleaseException | None


@dataclass(frozen=True, slots=True)
class Gate:
    lesson: Lesson
    waiting: list[Waiting]


@query(allow=[keeps_or_gate])
def at_the_gate(act: Act, *, session_id: int, child_id: int | None = None) -> Gate:
    """Children still in the room (or one of them), by class and number, and who may take each. SQL: 7."""
    session, rows = session_with_children(session_id)
    here = [r for r in rows if r.state == "present" and r.out_at is None and child_id in (None, r.pupil_id)]
    ids = [row.pupil_id for row in here]
    if child_id is not None and not ids:
        raise NotYours
    guardians, blocked = people.guardians(ids, act.at), release.blocked_names(ids, act.at)
    collectors: dict[int, list[Collector]] = {}
    for entry in Collector.objects.filter(pupil_id__in=ids, revoked_at=None).defer("phone").order_by("-only_on", "pk"):
        collectors.setdefault(entry.pupil_id, []).append(entry)
    words: dict[int, set[int]] = {}
    for child, giver in SoloLeave.objects.filter(pupil_id__in=ids, until=None).values_list("pupil_id", "given_by_id"):
        words.setdefault(child, set()).add(giver)
    following = _next_names(session, ids)
    asked = {
        row.pupil_id: row for row in ReleaseException.objects.filter(session=session, pupil_id__in=ids).order_by("pk")
    }
    found = []
    for row in here:
        child, ties = row.pupil_id, guardians.get(row.pupil_id, [])
        names = blocked.get(child, frozenset())
        ways = _ways(act, row, ties, collectors.get(child, []), names, words.get(child, set()))
        found.append(
            Waiting(
                child, row.pupil.name, row.pupil.grade, row.pupil.class_no, ways, following.get(child, ""),
                [g for g in ties if release.same_person(g.name) not in names], bool(names), asked.get(child),
            )
        )  # fmt: skip
    return Gate(lesson_of(session, count_heads(rows)), found)


def _ways(
    act: Act,
    row: Presence,
    ties: list[GuardianInfo],
    entries: list[Collector],
    blocked: frozenset[str],
    given: set[int],
) -> list[Way]:
    """What `hand_over` would accept, shown beforehand; the deed asks again."""
    words = release.words_that_count(ties, blocked)
    ways = []
    for entry in entries:
        person = release.named(entry, act.today, act.at, words)
        if person.live and not person.code_used and release.same_person(entry.name) not in blocked:
            today = entry.only_on == act.today
            ways.append(Way("collector", entry.pk, entry.name, entry.relation, person.needs_code, today))
    if row.pupil.grade >= release.SOLO_FROM_GRADE and not blocked and given & words:
        ways.append(Way("self", None, "", ""))
    ways += [Way("guardian", g.id, g.name, g.relation) for g in ties if release.same_person(g.name) not in blocked]
    return sorted(ways, key=lambda way: (not way.today, way.kind != "self", way.kind != "guardian"))


def _next_names(session: Session, child_ids: Sequence[int]) -> dict[int, str]:
    rows = Presence.objects.filter(
        pupil_id__in=child_ids, session__date=session.date, session__planned_start__gt=session.planned_start,
    ).exclude(session__state="cancelled")  # fmt: skip
    found: dict[int, str] = {}
    for child, name in rows.order_by("session__planned_start").values_list("pupil_id", "session__section__name"):
        found.setdefault(child, name)
    return found
