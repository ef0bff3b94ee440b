"""A school with a public fee, its money people, children who were served and teachers who served them."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from kehou.day.models import Duty, Presence, Session
from kehou.enrol.models import Consent
from kehou.fund.actions.close_appraisal import close_appraisal
from kehou.fund.actions.issue_bills import issue_bills
from kehou.fund.actions.open_appraisal import open_appraisal
from kehou.fund.actions.record_movement import record_movement
from kehou.fund.actions.score_appraisal import score_appraisal
from kehou.fund.actions.set_rate import set_rate
from kehou.fund.models import Appraisal, Bill
from kehou.kernel.act import Act
from kehou.kernel.clock import LOCAL
from kehou.menu.models import Section
from kehou.org.models import School, Term
from kehou.org.rows import scope
from kehou.people.models import Account, Pupil, StaffMember
from tests.make.day import NAMES, make_section
from tests.make.people import act_of, give_role, make_account, make_guardian, make_officer, make_pupil, make_staff
from tests.make.plan import PlanCast, make_filed_plan, make_plan_cast

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=LOCAL)
OCTOBER = "2026-10"
RATE = 6000


@dataclass
class Money:
    """One school's fund and who has to do with it."""

    school: School
    term: Term
    maker: Account
    checker: Account
    principal: Account
    coordinator: Account
    section: Section
    teacher: StaffMember
    meets: int = 0

    @property
    def ids(self) -> dict[str, int]:
        return {"school_id": self.school.pk, "term_id": self.term.pk}

    def act(self, who: str = "maker", at: datetime = NOW, **more: Any) -> Act:
        return act_of(getattr(self, who), at, **more)

    def child(self, place: int = 0, *, grade: int = 4, joined: bool = True, **care: Any) -> Pupil:
        """A child, by default one whose guardian said yes."""
        pupil = make_pupil(self.school, NAMES[place % len(NAMES)], grade=grade, **care)
        if joined:
            Consent.objects.create(
                **scope(self.school.pk), term=self.term, pupil=pupil, at=datetime(2026, 8, 28, 9, 0, tzinfo=LOCAL),
                act="join", by="guardian", text_version="1", account=self.coordinator,
            )  # fmt: skip
        return pupil

    def guardian(self, pupil: Pupil) -> Account:
        return make_guardian(pupil)

    def serve(
        self, children: list[Pupil], days: list[date], *, minutes: int = 60, rolled: bool = True, teacher: Any = None
    ) -> list[Session]:
        """A held session on each of the days, everybody there."""
        held = []
        for on in days:
            starts = datetime.combine(on, time(16, 10), LOCAL)
            ends = starts + timedelta(minutes=minutes)
            self.meets += 1  # one session per section and moment: a microsecond apart
            session = Session.objects.create(
                **scope(self.school.pk), term=self.term, section=self.section, date=on, window_key="pm",
                planned_start=starts + timedelta(microseconds=self.meets), planned_end=ends, started_at=starts,
                ended_at=ends, state="ended", rolled_at=starts if rolled else None, content=["homework"],
            )  # fmt: skip
            Presence.objects.bulk_create(
                Presence(
                    **scope(self.school.pk), session=session, pupil=child, state="present", in_at=starts, out_at=ends,
                    released_to="guardian",
                )
                for child in children
            )  # fmt: skip
            adult = teacher or self.teacher
            Duty.objects.create(**scope(self.school.pk), session=session, staff=adult, in_at=starts, out_at=ends)
            held.append(session)
        return held

    def bill(self, pupil: Pupil, period: str = OCTOBER) -> Bill:
        return Bill.objects.get(pupil=pupil, period=period, voided_at=None)

    def issue(self, period: str = OCTOBER, at: datetime = NOW) -> int:
        return issue_bills(self.act(at=at), **self.ids, period=period)

    def subsidy(self, fen: int, at: datetime = NOW) -> int:
        return record_movement(self.act(at=at), **self.ids, kind="subsidy", amount=fen, memo="区财政拨款通知")

    def appraise(self, at: datetime = NOW) -> None:
        """Open, score and close."""
        open_appraisal(self.act("coordinator", at), **self.ids)
        for row in Appraisal.objects.filter(school=self.school, closed_on=None):
            score_appraisal(self.act("coordinator", at), appraisal_id=row.pk, score=90)
        close_appraisal(self.act("principal", at), **self.ids)

    def rate(self, role: str = "school_teacher", fen: int = RATE, since: date = date(2026, 8, 31)) -> int:
        return set_rate(self.act("principal"), school_id=self.school.pk, role=role, fen_per_hour=fen, from_date=since)


def make_money(name: str = "滨河示范小学", **plan: Any) -> Money:
    """A filed and public plan (60 yuan a month, 300 a term unless told otherwise), no child yet."""
    cast = make_plan_cast(name)
    make_filed_plan(cast, **plan)
    school = cast.school
    return Money(
        school, cast.term, make_officer("finance_maker", school, "孙会计"), make_officer("finance_checker", school, "韩复核"),
        make_officer("principal", school, "高校长"), cast.coordinator, make_section(school), make_staff(school),
    )  # fmt: skip


SPRING = datetime(2027, 4, 1, 9, 0, tzinfo=LOCAL)
"""A day on which March can be billed, and everything of autumn is late."""


def next_term(money: Money) -> Money:
    """The same school and people in spring 2027, with a filed and public plan of its own."""
    term = Term.objects.create(
        district=money.school.district, key="2027-spring", name="2027年春季学期", first_day=date(2027, 3, 1),
        last_day=date(2027, 7, 9),
    )  # fmt: skip
    written = datetime(2027, 2, 22, 9, 0, tzinfo=LOCAL)
    cast = PlanCast(
        money.school,
        term,
        money.coordinator,
        list(Account.objects.filter(role__role="committee", role__school=money.school)),
        make_account("白洁"),
    )
    give_role(cast.officer, "district_officer", district=money.school.district)
    counts = {str(grade): 34 for grade in range(1, 7)}
    survey = {"opened": "2027-02-15", "closed": "2027-02-19", "invited": 240, "answered": 220, "wanting": counts}
    make_filed_plan(cast, written, survey=survey)
    return replace(money, term=term)


def october(*days: int) -> list[date]:
    return [date(2026, 10, day) for day in days]
