"""A school's days as policy facts, under pseudonyms: s00012 a pupil, t012 an adult, n00001 a session, sections by number."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from kehou.day.charge import naive
from kehou.day.models import Duty, Presence, PulseTally, Session
from kehou.enrol import facts as enrol
from kehou.menu import queries as menu
from kehou.org import queries as org
from kehou.people import queries as people
from kehou.people.aid import Aid, aid_of_school
from kehou.plan import queries as plan
from kehou.policy.audit import has_columns
from kehou.policy.facts import records
from kehou.policy.facts.plan import TEACHER_ROLES
from kehou.policy.facts.term import TermFacts
from kehou.staff import queries as staff
from kehou.voice import queries as voice

MANY = 400
"""Sessions from which columns pay for being loaded: about a fortnight of a school."""


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
    rows = rows.annotate(has_child=Exists(Presence.objects.filter(session=OuterRef("pk"))))
    found = tuple(rows.select_related("section").order_by("date", "planned_start", "pk"))
    keys = [row.pk for row in found]
    return TermFacts(
        plan=plan.filed_plan(school_id, term_id),
        calendar=org.calendar_rows(school.district_id),
        office_hours=org.office_hours_rows(school.district_id),
        holiday_surveys=voice.holiday_survey_rows(school_id, term_id),
        students=students(school_id, org.term(term_id)),
        consents=enrol.consents(school_id, term_id),
        seats=enrol.seats(school_id, term_id),
        sections=sections(school_id, term_id),
        sessions=tuple(_session(row) for row in found),
        adults=_adults(school_id, term_id, keys),
        presence=_roll_calls(keys),
        pulse=_pulse(keys),
        declarations=declarations(school_id, term_id),
    )


def students(school_id: int, term: org.TermInfo) -> tuple[records.Student, ...]:
    """Everybody who was on the roll, also those who left: a record may speak of them. SQL: 4.

    The table has no days for `aid`: it tells a category that was in force all through the term. Who came into one or left it
    in between is waived by the day (fund/billing.py), and one rate cannot judge that bill.
    """
    care, aids = people.care_of_school(school_id), aid_of_school(school_id)
    nobody = people.Care("", 0, False)
    return tuple(
        records.Student(
            pupil_key(p.number), p.grade, str(p.class_no), p.boarding, min(categories, default=""), c.left_behind > 0, c.migrant,
            f"pupil:{p.number}",
        )
        for p in people.pupils(school_id, also_left=True)
        for c in (care.get(p.id, nobody),)
        for categories in (aids.get(p.id, Aid()).throughout(term.first_day, term.last_day),)
    )  # fmt: skip


def sections(school_id: int, term_id: int) -> tuple[records.Section, ...]:
    """Also closed ones. SQL: 3."""
    return tuple(
        records.Section(
            section_key(s.number), s.course_key or f"block:{s.block_index}", s.name, s.content, s.grades, s.mode,
            s.meets[0].window_key if s.meets else "", s.capacity, f"section:{s.number}",
        )
        for s in menu.sections(school_id, term_id, also_closed=True)
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


def _session(row: Any) -> records.Session:
    """row: a Session with has_child. A cancelled session was not held, also where it had begun; neither was one for
    which an adult came and no child was on the list: both times are empty (format.md)."""
    held = row.state != "cancelled" and (row.has_child or row.rolled_at is not None)
    return records.Session(
        session_key(row.pk), section_key(row.section.number), row.date, naive(row.planned_start), naive(row.planned_end),
        _moment(row.started_at) if held else None, _moment(row.ended_at) if held else None, tuple(row.content),
        row.written_homework, row.early_reason,
        f"session:{row.pk}",
    )  # fmt: skip


def _moment(moment: datetime | None) -> datetime | None:
    return naive(moment) if moment else None


def _adults(school_id: int, term_id: int, session_ids: Iterable[int]) -> tuple[records.AdultStay, ...]:
    """Stays that took place. A teacher who went by their own word, without being sent by another, did apply (五.2)."""
    applied = {offer.staff_id for offer in staff.accepted(school_id, term_id)}
    rows = Duty.objects.filter(session__in=session_ids, in_at__isnull=False).select_related("staff")
    return tuple(
        records.AdultStay(
            session_key(row.session_id), staff.staff_key(row.staff.number), row.staff.role,
            _moment(row.in_at), _moment(row.out_at),
            _applied(row, applied),
            row.staff.cleared_until, row.staff.qualified_until, row.remote, f"duty:{row.pk}",
        )
        for row in rows.order_by("session__date", "session__planned_start", "session_id", "in_at", "pk")
    )  # fmt: skip


def _applied(row: Duty, accepted: set[int]) -> bool | None:
    """None: not asked of outside people."""
    if row.staff.role not in TEACHER_ROLES:
        return None
    return row.staff_id in accepted or (row.sent_by_id is not None and row.sent_by_id == row.staff.account_id)


def _roll_calls(session_ids: Sequence[int]) -> Sequence[records.Presence]:
    """By columns where that pays: the same facts either way. SQL: 1."""
    if len(session_ids) < MANY or not has_columns():
        return presence(session_ids)
    from kehou.day.lines import presence_columns

    return presence_columns(session_ids)


def lines_of(session_ids: Iterable[int]) -> QuerySet[Presence]:
    """Children called or on leave, in the order of the day; one who was never called has no line, and the rule
    roll-call-missing speaks."""
    rows = Presence.objects.filter(session__in=session_ids).exclude(state="expected")
    return rows.order_by("session__date", "session__planned_start", "session_id", "pupil__number")


def presence(session_ids: Iterable[int]) -> tuple[records.Presence, ...]:
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


def _pulse(session_ids: Iterable[int]) -> tuple[records.PulseAnswer, ...]:
    """The tally dealt out, each question in an order of its own: a row is no family's answer. The rules only count. SQL: 1."""
    return tuple(
        records.PulseAnswer(session_key(tally.pk), n < tally.new_lesson, n < tally.unattended, mark, "pulse")
        for tally in PulseTally.objects.filter(session__in=session_ids).order_by("session_id")
        for n, mark in enumerate(mark for mark in range(1, 6) for _ in range(getattr(tally, f"satisfied_{mark}")))
    )
