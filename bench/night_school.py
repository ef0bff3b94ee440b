"""Schools in the database with everything a term has, written by bulk inserts: what the night judges (`bench.night`).

Each is the lawful school of `bench.city_term` with its faults planted, after its last day: consents, places, lessons, roll-calls,
bills and payments with their vouchers, appraisals, pay. Names are all alike; nobody is anybody.
"""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction

from bench.city_term import FIRST, GRADES, HOLIDAYS, HOURS, JOINED, LAST, WEEK, Size, plan_document, school_days
from kehou.day.models import Duty, Presence, PulseTally, Session
from kehou.enrol.models import Consent, Round, WishOutcome
from kehou.fund.models import Appraisal, Bill, Book, Entry, PaidDuty, PayLine, Payment, PayRun, Voucher
from kehou.kernel.act import by_system
from kehou.kernel.clock import LOCAL
from kehou.menu.actions.compile_plan import compile_plan
from kehou.menu.actions.open_sections import open_sections
from kehou.menu.models import Section
from kehou.org.models import CalendarDay, Campus, District, OfficeHours, School, Term
from kehou.org.rows import scope
from kehou.people.models import Account, Pupil, PupilCare, StaffMember
from kehou.plan.models import PlanVersion
from kehou.staff.models import Application, Pledge

FEE = 5000
BEGAN = datetime(2026, 8, 20, 8, tzinfo=LOCAL)
FILED = datetime(2026, 8, 26, 15, tzinfo=LOCAL)
DUTY = {"a": (time(16), time(17, 12)), "b": (time(17, 5), time(18, 20))}
"""When the adult of an hour comes and goes."""


@dataclass
class _Made:
    """What is there of a school so far."""

    here: dict[str, int]
    term: Term
    office: Account
    other: Account
    pupils: list[Pupil]
    staff: dict[tuple[int, str], StaffMember]  # (class, hour) → who keeps it

    @property
    def ids(self) -> dict[str, Any]:
        return {**self.here, "term": self.term}


def build(size: Size) -> int:
    """size.schools schools in one district; returns how many presence rows there are."""
    district = District.objects.create(code="150302", name="海勃湾区", city="乌海市")
    CalendarDay.objects.bulk_create(CalendarDay(district=district, date=day, day="off") for day in HOLIDAYS)
    OfficeHours.objects.create(district=district, from_date=date(2026, 5, 1), closes=time(18))
    term = Term.objects.create(
        district=district, key="2026-autumn", name="2026年秋季学期", first_day=FIRST, last_day=LAST
    )
    people = [Account.objects.create(name="高某", phone="", created_at=BEGAN) for _ in range(2)]
    for n in range(size.schools):
        with transaction.atomic():
            _school(district, term, people, size, n)
    return Presence.objects.count()


def _school(district: District, term: Term, people: list[Account], size: Size, n: int) -> None:
    school = School.objects.create(district=district, code=f"21150{n:05d}", name=f"第{n:02d}小学", stages=["primary"])
    Campus.objects.create(school=school, name="本部")
    pupils, staff = _people(school, size)
    made = _Made(scope(school.pk), term, people[0], people[1], pupils, staff)
    sections = _opened(made, size)
    dates = list(school_days(size.days))
    rng = random.Random(n)
    joined = [pupil for pupil in made.pupils if rng.random() < JOINED]
    stranger = next(pupil for pupil in made.pupils if pupil not in joined)
    _free_will(made, size, joined, sections)
    sessions = _lessons(made, size, sections, dates)
    _money(made, _rolls(made, size, sessions, joined, stranger, rng))
    _pay(made, sessions)


def _people(school: School, size: Size) -> tuple[list[Pupil], dict[tuple[int, str], StaffMember]]:
    here = scope(school.pk)
    pupils = Pupil.objects.bulk_create(
        Pupil(**here, number=n, name="安某", id_number="", id_index=f"{n}", grade=GRADES[n % size.classes % len(GRADES)],
              class_no=n % size.classes // len(GRADES) + 1, entered="202309")
        for n in range(size.pupils)
    )  # fmt: skip
    PupilCare.objects.bulk_create(PupilCare(**here, pupil=pupil) for pupil in pupils)
    keys = [(k, hour) for k in range(size.classes) for hour in HOURS]
    staff = StaffMember.objects.bulk_create(
        StaffMember(**here, number=n, name="苏某", role="school_teacher", since=BEGAN) for n, _ in enumerate(keys, 1)
    )
    return pupils, dict(zip(keys, staff, strict=True))


def _opened(made: _Made, size: Size) -> dict[tuple[int, str], Section]:
    """The filed plan and its sections by class and hour; teachers' offers and pledges."""
    document = plan_document(size)
    for line in document["staff"]:
        line["id"] = _number(made, line["id"])
    for course in document["courses"]:
        course["led_by"] = _number(made, course["led_by"])
    version = PlanVersion.objects.create(
        **made.ids, number=1, state="filed", document=document, changed_at=FILED, filed_at=FILED
    )
    compile_plan(by_system("bench", FILED), version_id=version.pk)
    open_sections(by_system("bench", FILED), school_id=made.here["school_id"], term_id=made.term.pk)
    found: dict[tuple[int, str], Section] = {}
    for section in Section.objects.filter(school_id=made.here["school_id"]).select_related("course"):
        if section.course:
            found[int(section.course.key[1:]), "b"] = section
        else:
            found[(int(section.class_no or 0) - 1) * len(GRADES) + section.grades[0] - 1, "a"] = section
    Application.objects.bulk_create(
        Application(**made.ids, staff=who, weekdays=WEEK, applied_at=BEGAN, state="accepted", decided_at=BEGAN)
        for who in made.staff.values()
    )
    Pledge.objects.bulk_create(
        Pledge(**made.ids, staff=who, kind=kind, signed_at=BEGAN)
        for who in made.staff.values() for kind in ("no_new_lesson", "no_paid_tutoring")
    )  # fmt: skip
    return found


def _number(made: _Made, key: str) -> str:
    """ "t3b" of the folder → the key under which the adult stands in the facts."""
    return f"t{made.staff[int(key[1:-1]), key[-1]].number:03d}"


def _free_will(made: _Made, size: Size, joined: list[Pupil], sections: dict[tuple[int, str], Section]) -> None:
    asked = datetime(2026, 8, 28, 9, tzinfo=LOCAL)
    Consent.objects.bulk_create(
        Consent(**made.ids, pupil=pupil, act="join", by="guardian", account=made.office, text_version="1",
                at=asked + timedelta(minutes=2 * n), device=f"d{n}")
        for n, pupil in enumerate(joined)
    )  # fmt: skip
    draw = Round.objects.create(
        **made.ids,
        name="秋季选课",
        opens_at=BEGAN,
        closes_at=FILED,
        commitment="",
        secret="",
        state="drawn",
        drawn_at=FILED,
    )
    WishOutcome.objects.bulk_create(
        WishOutcome(**made.here, round=draw, pupil=pupil, section=sections[_class(pupil), "b"], rank=1, result="seat")
        for pupil in joined
    )


def _class(pupil: Pupil) -> int:
    return (pupil.class_no - 1) * len(GRADES) + pupil.grade - 1


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, LOCAL)


def _lessons(
    made: _Made, size: Size, sections: dict[tuple[int, str], Section], dates: list[date]
) -> dict[tuple[date, int, str], Session]:
    hours = {hour: tuple(time.fromisoformat(text) for text in texts) for hour, texts in HOURS.items()}
    keys = [(day, k, hour) for day in dates for hour in HOURS for k in range(size.classes)]
    rows = Session.objects.bulk_create(
        Session(**made.ids, section=sections[k, hour], date=day, window_key="pm", state="ended",
                planned_start=_at(day, hours[hour][0]), planned_end=_at(day, hours[hour][1]),
                started_at=_at(day, hours[hour][0]), rolled_at=_at(day, hours[hour][0]),
                ended_at=_at(day, hours[hour][1]) - timedelta(minutes=10 * (place == 7)))
        for place, (day, k, hour) in enumerate(keys)
    )  # fmt: skip
    last = len(rows) - 1
    Duty.objects.bulk_create(
        Duty(**made.here, session=row, staff=made.staff[k, hour], in_at=_at(day, DUTY[hour][0]),
             out_at=_at(day, time(18) if place == last else DUTY[hour][1]))
        for place, (row, (day, k, hour)) in enumerate(zip(rows, keys, strict=True))
    )  # fmt: skip
    PulseTally.objects.bulk_create(PulseTally(**made.here, session=row, satisfied_5=1) for row in rows[::5])
    return dict(zip(keys, rows, strict=True))


def _rolls(
    made: _Made,
    size: Size,
    sessions: dict[tuple[date, int, str], Session],
    joined: list[Pupil],
    stranger: Pupil,
    rng: random.Random,
) -> dict[tuple[int, str], int]:
    """Every line of the term, past the models (they are the many); returns (pupil, month) → days served."""
    zone = "" if connection.vendor == "sqlite" else "+00"
    served: dict[tuple[int, str], set[date]] = {}
    by_class: dict[int, list[Pupil]] = {}
    for pupil in joined:
        by_class.setdefault(_class(pupil), []).append(pupil)
    rows = []
    silent: int | None = None  # the line that does not say who took the child
    for (day, k, hour), session in sessions.items():
        first = hour == "a"
        begins, ends = (
            _at(day, time(16, 15) if first else time(17, 11)),
            _at(day, time(17, 10) if first else time(18, 5)),
        )
        also = [stranger] if k == _class(stranger) and hour == "b" and day == FIRST else []
        for pupil in (*by_class.get(k, ()), *also):
            dice = rng.getrandbits(32)
            if dice % 100 < 3 and pupil != stranger:
                rows.append((*made.here.values(), session.pk, pupil.pk, "leave", None, None, "", None))
                continue
            came, left = begins + timedelta(seconds=dice // 100 % 300), ends + timedelta(seconds=dice // 30_000 % 59)
            to = "next_session" if first else "guardian"
            homework = dice // 7 % 100 < 96 if first and pupil.grade > 2 else None
            if silent is None and not first and len(rows) >= 10_000:
                silent, to = len(rows), ""
            rows.append(
                (
                    *made.here.values(),
                    session.pk,
                    pupil.pk,
                    "present",
                    _utc(came) + zone,
                    _utc(left) + zone,
                    to,
                    homework,
                )
            )
            served.setdefault((pupil.pk, f"{day:%Y-%m}"), set()).add(day)
    names = (*made.here, "session_id", "pupil_id", "state", "in_at", "out_at", "released_to", "homework_done")
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO day_presence ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})", rows
        )
    return {key: len(days) for key, days in served.items()}


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _money(made: _Made, served: dict[tuple[int, str], int]) -> None:
    """A bill and its payment for every pupil and month, each with a voucher of two entries; one bill a day too many."""
    Book.objects.create(**made.here)
    ordered = sorted(served.items(), key=lambda entry: (entry[0][1], entry[0][0]))
    bills = Bill.objects.bulk_create(
        Bill(**made.ids, pupil_id=pupil, period=month, days_served=days + (place == 0), charged=FEE, paid=FEE,
             issued_at=_at(date.fromisoformat(f"{month}-28"), time(9)), due_on=LAST)
        for place, ((pupil, month), days) in enumerate(ordered)
    )  # fmt: skip
    Payment.objects.bulk_create(
        Payment(**made.here, bill=bill, amount=FEE, channel="counter", channel_ref=f"{bill.pk}", at=bill.issued_at)
        for bill in bills
    )
    posted = [("subsidy", "subsidy", "cash", "grant", 90_000_000, _at(date(2026, 9, 1), time(9)))]
    posted += [("charge", "service_fee", "receivable", "fee", FEE, bill.issued_at) for bill in bills]
    posted += [("payment", "service_fee", "cash", "receivable", FEE, bill.issued_at) for bill in bills]
    posted += [("pay_out", "subsidy", "teacher_pay", "cash", 10_000_000, _at(LAST, time(15)))]
    vouchers = Voucher.objects.bulk_create(
        Voucher(**made.ids, number=number, at=at, kind=kind, ref="", lines=2)
        for number, (kind, *_, at) in enumerate(posted, 1)
    )
    Entry.objects.bulk_create(
        Entry(**made.here, voucher=voucher, account=account, source=source, amount=amount)
        for voucher, (_, source, debit, credit, fen, _) in zip(vouchers, posted, strict=True)
        for account, amount in ((debit, fen), (credit, -fen))
    )


def _pay(made: _Made, sessions: dict[tuple[date, int, str], Session]) -> None:
    paid, closed = _at(LAST, time(15)), date(2027, 1, 20)
    run = PayRun.objects.create(
        **made.ids, period="2026-autumn", state="paid", total=10_000_000, prepared_by=made.office, prepared_at=paid,
        approved_by=made.other, approved_at=paid,
    )  # fmt: skip
    many = len(sessions) // len(made.staff)
    Appraisal.objects.bulk_create(
        Appraisal(**made.ids, staff=who, sessions=many, minutes=60 * many, score=90, closed_on=closed)
        for who in made.staff.values()
    )
    lines = PayLine.objects.bulk_create(
        PayLine(**made.here, run=run, staff=who, minutes=60 * many, amount=10_000_000 // len(made.staff))
        for who in made.staff.values()
    )
    line_of = {line.staff_id: line for line in lines}
    duties = Duty.objects.filter(school_id=made.here["school_id"]).select_related("session")
    PaidDuty.objects.bulk_create(
        PaidDuty(**made.here, duty=duty, line=line_of[duty.staff_id], date=duty.session.date, minutes=60, fen_per_hour=2000, amount=2000)
        for duty in duties
    )  # fmt: skip
