"""A school's days as policy facts, under pseudonyms: s00012 a pupil, t012 an adult, n00001 a session, sections by number."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from kehou.day.charge import naive
from kehou.day.models import Duty, Presence, PulseTally, Session
from kehou.enrol import facts as enrol
from kehou.menu import queries as menu
from kehou.org import queries as org
from kehou.people import queries as people
from kehou.people.aid import aid_of_school
from kehou.plan import queries as plan
from kehou.policy.audit import has_columns
from kehou.policy.facts import records
from kehou.policy.facts.plan import TEACHER_ROLES
from kehou.policy.facts.term import TermFacts
from kehou.staff import queries as staff
from kehou.voice import queries as voice

ORDER = ("date", "planned_start", "pk")
"""Of sessions."""
MANY = 400
"""Sessions from which columns pay for being loaded: about a fortnight of a school."""


SessionIds = Iterable[int] | QuerySet[Any, Any]


def pupil_key(number: int) -> str:
    return f"s{number:05d}"


def session_key(session_id: int) -> str:
    return f"n{session_id:05d}"


def section_key(number: int) -> str:
    return str(number)


def term_facts(
    school_id: int, term_id: int, *, first: date | None = None, last: date | None = None, session_id: int | None = None
) -> TermFacts:
    """Plan, calendar and what happened up to the day: students, consents, seats, sections, sessions, adults, presence,
    pulse, pledges.

    first, last: only sessions of these dates; session_id: only one. Money and complaints are later rooms' facts.
    `source` names the row: "session:12". SQL: about 22, whatever the term's length.
    """
    school = org.school(school_id)
    rows = Session.objects.filter(school_id=school_id, term_id=term_id)
    rows = rows.filter(date__gte=first) if first else rows
    rows = rows.filter(date__lte=last) if last else rows
    rows = rows.filter(pk=session_id) if session_id is not None else rows
    listed = Exists(Presence.objects.filter(session=OuterRef("pk")))
    rows = rows.filter(listed | Q(rolled_at__isnull=False) | Q(state="cancelled"))  # one without a child is for nobody
    held = {pk: told for pk, *told in rows.order_by(*ORDER).values_list("pk", *_OF_A_SESSION)}
    return TermFacts(
        plan=plan.filed_plan(school_id, term_id),
        calendar=org.calendar_rows(school.district_id),
        office_hours=org.office_hours_rows(school.district_id),
        holiday_surveys=voice.holiday_survey_rows(school_id, term_id),
        students=students(school_id, org.term(term_id)),
        consents=enrol.consents(school_id, term_id),
        seats=enrol.seats(school_id, term_id),
        sections=sections(school_id, term_id),
        sessions=tuple(_session(pk, *told) for pk, told in held.items()),
        adults=_adults(school_id, term_id, rows),
        presence=_roll_calls(rows, len(held), school_id),
        pulse=_pulse(rows),
        declarations=declarations(school_id, term_id),
    )


def students(school_id: int, term: org.TermInfo) -> tuple[records.Student, ...]:
    """Everybody who was on the roll, also those who left: a record may speak of them. SQL: 4.

    The table has no days for `aid`: it tells a category that was in force all through the term. Who came into one or left it
    in between is waived by the day (fund/billing.py), and one rate cannot judge that bill.
    """
    care, aids = people.care_of_school(school_id), aid_of_school(school_id)
    nobody = people.Care("", 0, False)
    aided = {child: min(aid.throughout(term.first_day, term.last_day), default="") for child, aid in aids.items()}
    return tuple(
        records.Student(
            pupil_key(p.number), p.grade, str(p.class_no), p.boarding, aided.get(p.id, ""), c.left_behind > 0, c.migrant,
            f"pupil:{p.number}",
        )
        for p in people.pupils(school_id, also_left=True)
        for c in (care.get(p.id, nobody),)
    )  # fmt: skip


def sections(school_id: int, term_id: int) -> tuple[records.Section, ...]:
    """Also closed ones. SQL: 2."""
    return tuple(
        records.Section(
            section_key(s.number), s.course_key or f"block:{s.block_index}", s.name, s.content, s.grades, s.mode,
            s.meets[0].window_key if s.meets else "", s.capacity, f"section:{s.number}",
        )
        for s in menu.sections(school_id, term_id, also_closed=True, with_adults=False)
    )  # fmt: skip


def declarations(school_id: int, term_id: int) -> tuple[records.Declaration, ...]:
    """Signed pledges. SQL: 2."""
    numbers = staff_numbers(school_id)
    return tuple(
        records.Declaration(staff.staff_key(numbers[who]), kind, signed, f"pledge:{numbers[who]}")
        for who, kind, signed in staff.pledges(school_id, term_id)
        if who in numbers
    )


def staff_numbers(school_id: int) -> Mapping[int, int]:
    """Adult → the number of the pseudonym, also of those who left. SQL: 1."""
    return people.staff_numbers(school_id)


_OF_A_SESSION = (
    "section__number", "date", "planned_start", "planned_end", "started_at", "ended_at", "content", "written_homework",
    "early_reason", "state",
)  # fmt: skip


def _session(
    pk: int,
    section: int,
    on: date,
    planned_start: datetime,
    planned_end: datetime,
    started: datetime | None,
    ended: datetime | None,
    content: Sequence[str],
    written_homework: bool,
    early_reason: str,
    state: str,
) -> records.Session:
    """A cancelled session was not held, also where it had begun: both times are empty (format.md)."""
    held = state != "cancelled"
    return records.Session(
        session_key(pk), section_key(section), on, naive(planned_start), naive(planned_end),
        _moment(started) if held else None, _moment(ended) if held else None, tuple(content), written_homework, early_reason,
        f"session:{pk}",
    )  # fmt: skip


def _moment(moment: datetime | None) -> datetime | None:
    return naive(moment) if moment else None


def _adults(school_id: int, term_id: int, asked: QuerySet[Session]) -> tuple[records.AdultStay, ...]:
    """Stays that took place. A teacher who went by their own word, without being sent by another, did apply (五.2)."""
    accepted = {offer.staff_id for offer in staff.accepted(school_id, term_id)}
    rows = Duty.objects.filter(session__in=_ids(asked), in_at__isnull=False)
    told = rows.order_by("session__date", "session__planned_start", "session_id", "in_at", "pk").values_list(
        "pk", "session_id", "staff_id", "staff__number", "staff__role", "staff__account_id", "sent_by_id",
        "in_at", "out_at", "staff__cleared_until", "staff__qualified_until", "remote",
    )  # fmt: skip
    return tuple(
        records.AdultStay(
            session_key(session), staff.staff_key(number), role, _moment(came), _moment(left),
            who in accepted or (sent_by is not None and sent_by == account) if role in TEACHER_ROLES else None,
            cleared, qualified, remote, f"duty:{pk}",
        )
        for pk, session, who, number, role, account, sent_by, came, left, cleared, qualified, remote in told
    )  # fmt: skip


def _ids(asked: QuerySet[Session]) -> QuerySet[Session, Any]:
    """For a statement about their rows: asked inside it, a term's thousands of sessions are no parameters."""
    return asked.order_by().values("pk")


def _roll_calls(asked: QuerySet[Session], many: int, school_id: int) -> Sequence[records.Presence]:
    """By columns where that pays: the same facts either way. many: sessions asked for. SQL: 1, by columns 3."""
    if many < MANY or not has_columns():
        return presence(_ids(asked))
    from kehou.day.lines import presence_columns

    return presence_columns(asked, people.pupil_numbers(school_id))


def lines_of(session_ids: SessionIds) -> QuerySet[Presence]:
    """Children called or on leave, in the order of the day; one who was never called has no line, and the rule
    roll-call-missing speaks."""
    rows = Presence.objects.filter(session__in=session_ids).exclude(state="expected")
    return rows.order_by("session__date", "session__planned_start", "session_id", "pupil__number")


def presence(session_ids: SessionIds) -> tuple[records.Presence, ...]:
    """`lines_of`, row by row. SQL: 1."""
    fields = lines_of(session_ids).values_list(
        "session_id", "pupil__number", "state", "in_at", "out_at", "released_to", "homework_done", "pk"
    )
    return tuple(
        records.Presence(
            session_key(session), pupil_key(pupil), state, _moment(came), _moment(left), to,
            homework_done=homework, source=f"presence:{pk}",
        )
        for session, pupil, state, came, left, to, homework, pk in fields
    )  # fmt: skip


def _pulse(asked: QuerySet[Session]) -> tuple[records.PulseAnswer, ...]:
    """The tally dealt out, each question in an order of its own: a row is no family's answer. The rules only count. SQL: 1."""
    tallies = PulseTally.objects.filter(session__in=_ids(asked)).order_by("session_id")
    marks = ("satisfied_1", "satisfied_2", "satisfied_3", "satisfied_4", "satisfied_5")
    return tuple(
        records.PulseAnswer(session_key(session), n < new_lesson, n < unattended, mark, "pulse")
        for session, new_lesson, unattended, *given in tallies.values_list("pk", "new_lesson", "unattended", *marks)
        for n, mark in enumerate(mark for mark, count in enumerate(given, 1) for _ in range(count))
    )
