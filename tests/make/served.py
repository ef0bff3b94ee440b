"""A school in the middle of its term to which nothing can be objected, and lessons there as a day leaves them in the rows."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from kehou.day.models import Duty, Presence, Session
from kehou.enrol.models import Consent
from kehou.fund.models import Appraisal, Bill, PaidDuty, PayLine, PayRun
from kehou.kernel.act import Act, by_system
from kehou.kernel.clock import LOCAL
from kehou.kernel.models import AuditEvent
from kehou.menu.actions.open_sections import open_sections
from kehou.menu.models import Section
from kehou.org.models import School, Term
from kehou.org.rows import scope
from kehou.people.models import Account, Pupil, StaffMember
from kehou.review.models import Finding
from kehou.staff.models import Pledge
from tests.make.day import WEDNESDAY, moment
from tests.make.people import act_of, make_guardian, make_officer, make_pupil, term_of
from tests.make.plan import DAYS, WRITTEN_AT, PlanCast, make_filed_plan, make_plan_cast, promise
from tests.make.staff import make_teacher

NOON = moment(12, 0)
JOINED = datetime(2026, 8, 28, 9, 0, tzinfo=LOCAL)
EVENING = {"id": "ev", "kind": "evening", "grades": [7], "weekdays": DAYS, "start": "19:00", "end": "20:30"}


@dataclass
class Served:
    """A nine-year school. Both teachers applied and signed both pledges; each child has a guardian."""

    school: School
    term: Term
    cast: PlanCast
    maker: Account
    principal: Account
    teacher: StaffMember
    colleague: StaffMember
    children: list[Pupil]

    @property
    def ids(self) -> dict[str, int]:
        return {"school_id": self.school.pk, "term_id": self.term.pk}

    def act(self, at: datetime = NOON) -> Act:
        """Of whoever keeps the books: a deed after which the office is judged."""
        return act_of(self.maker, at)

    def touch(self, at: datetime) -> None:
        """Some deed of the office, after which it is judged."""
        AuditEvent.objects.create(
            at=at, deed="fund.record_movement", actor_kind="system", source="job", school_id=self.school.pk
        )

    def standing(self) -> set[tuple[str, str]]:
        """(rule, where) of the findings that stand."""
        return set(Finding.objects.filter(school=self.school, gone_at=None).values_list("rule", "where"))

    def section(self, *, grade: int = 4, course: str = "", window: str = "pm") -> Section:
        """Of a course, or the class's own in a window."""
        rows = Section.objects.filter(school=self.school)
        rows = rows.filter(course__key=course) if course else rows.filter(block__window__key=window)
        return next(row for row in rows.order_by("number") if grade in row.grades)

    def child(self, *, grade: int = 4, joined: bool = True, **care: Any) -> Pupil:
        pupil = make_pupil(self.school, grade=grade, **care)
        if joined:
            self.consents(pupil, "join")
        return pupil

    def consents(self, pupil: Pupil, act: str, *, by: str = "guardian", at: datetime = JOINED) -> None:
        Consent.objects.create(
            **scope(self.school.pk), term=self.term, pupil=pupil, at=at, act=act, by=by, text_version="1",
            account=self.cast.coordinator,
        )  # fmt: skip

    def lesson(
        self, children: list[Pupil], *, section: Section | None = None, adult: StaffMember | None = None, on: date = WEDNESDAY,
        planned: tuple[str, str] = ("16:10", "17:10"), ran: tuple[str, str] | None = None, adult_until: str = "",
        content: tuple[str, ...] = ("homework", "self_study"), released_to: str = "guardian", done: list[bool] | None = None,
        rolled: bool = True, **more: Any,
    ) -> Session:  # fmt: skip
        """A lesson that is over. ran: when children and adult really were there; done: homework, child by child."""
        section = section or self.section()
        starts, ends = (_at(on, text) for text in planned)
        came, left = (_at(on, text) for text in ran or planned)
        session = Session.objects.create(
            **scope(self.school.pk), term=self.term, section=section, date=on, planned_start=starts, planned_end=ends,
            window_key="pm", started_at=came, ended_at=left, state="ended", content=list(content),
            rolled_at=came if rolled else None, **more,
        )  # fmt: skip
        marks = [
            {"state": "present", "in_at": came, "out_at": left, "released_to": released_to, "homework_done": mark}
            if rolled
            else {}
            for mark in done or [None] * len(children)
        ]
        Presence.objects.bulk_create(
            Presence(**scope(self.school.pk), session=session, pupil=child, **mark)
            for child, mark in zip(children, marks, strict=True)
        )
        Duty.objects.create(
            **scope(self.school.pk), session=session, staff=adult or self.teacher, in_at=came,
            out_at=_at(on, adult_until) if adult_until else left,
        )  # fmt: skip
        return session

    def bill(self, child: Pupil, period: str, fen: int, *, days: int = 1, **more: Any) -> Bill:
        return Bill.objects.create(
            **scope(self.school.pk), term=self.term, pupil=child, period=period, days_served=days, charged=fen,
            issued_at=NOON, due_on=date(2026, 11, 30), **more,
        )  # fmt: skip

    def pays(self, session: Session, minutes: int, *, appraised: bool = True) -> None:
        """The adult of a lesson was paid for so many minutes of it, with or without an appraisal."""
        duty = Duty.objects.get(session=session)
        here, who = scope(self.school.pk), {"prepared_by": self.maker, "prepared_at": NOON}
        if appraised:
            Appraisal.objects.create(
                **here, term=self.term, staff=duty.staff, sessions=1, minutes=minutes, score=90, closed_on=WEDNESDAY
            )
        run = PayRun.objects.create(
            **here, term=self.term, period="2026-10", state="paid", total=6000, approved_by=self.principal,
            approved_at=moment(20), **who,
        )  # fmt: skip
        line = PayLine.objects.create(**here, run=run, staff=duty.staff, minutes=minutes, amount=6000)
        PaidDuty.objects.create(
            **here, duty=duty, line=line, date=session.date, minutes=minutes, fen_per_hour=6000, amount=6000
        )


def pledged(adult: StaffMember, *kinds: str) -> StaffMember:
    """With both pledges of a teacher, or only with the kinds named; signed before the term."""
    for kind in kinds or ("no_new_lesson", "no_paid_tutoring"):
        Pledge.objects.create(
            **scope(adult.school_id), term=term_of(adult.school), staff=adult, kind=kind, signed_at=JOINED
        )
    return adult


def make_served() -> Served:
    """Grades 1 to 7, evenings for grade 7; four children of grade 4 who joined, and one each of grades 2 and 7 who have not yet."""
    cast = make_plan_cast("滨河九年一贯制学校")
    School.objects.filter(pk=cast.school.pk).update(stages=["primary", "junior"])
    children = [make_pupil(cast.school, grade=grade) for grade in (4, 4, 4, 4, 2, 7)]
    make_filed_plan(cast, **_nine_years())
    open_sections(by_system("test", WRITTEN_AT), **cast.ids)
    served = Served(
        cast.school, cast.term, cast, make_officer("finance_maker", cast.school, "孙会计"),
        make_officer("principal", cast.school, "高校长"), pledged(make_teacher(cast.school)),
        pledged(make_teacher(cast.school, "包志刚")), children,
    )  # fmt: skip
    for child in children:
        make_guardian(child)
        if child.grade == 4:
            served.consents(child, "join")
    return served


def _nine_years() -> dict[str, Any]:
    """The small plan with a seventh grade: homework, a menu, and evenings."""
    said = promise()
    window, *_ = said["windows"]
    _, _, homework, menu = said["blocks"]
    evening = {
        **homework,
        "window": "ev",
        "grades": [7],
        "start": "19:00",
        "end": "20:30",
        "content": ["homework", "qa"],
    }
    for each in (window, homework, menu, *said["courses"][3:]):
        each["grades"] = [*each["grades"], 7]
    said["courses"].append({**said["courses"][5], "id": "c07", "name": "线上科普", "mode": "online"})
    counts = {str(grade): 34 for grade in range(1, 8)}
    return {
        "windows": [window, EVENING],
        "blocks": [*said["blocks"], evening],
        "courses": said["courses"],
        "enrolled": dict.fromkeys(counts, 40),
        "survey": {**said["survey"], "invited": 280, "answered": 250, "wanting": counts},
        "fees": {**said["fees"], "standard": {"primary": "60.00", "junior": "60.00"},
                 "term_cap": {"primary": "300.00", "junior": "300.00"}},
    }  # fmt: skip


def _at(on: date, text: str) -> datetime:
    return datetime.combine(on, time.fromisoformat(text), LOCAL)
