"""An afternoon at a school: a class, its session, its teacher, and everybody's family."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import count

from kehou.day.actions.finish_roll_call import finish_roll_call
from kehou.day.actions.sign_in_adult import sign_in_adult
from kehou.day.models import Duty, Presence, Session
from kehou.kernel.act import Act, by_system
from kehou.kernel.clock import LOCAL
from kehou.menu.models import Block, Section, Window
from kehou.org.models import School
from kehou.org.rows import scope
from kehou.people.models import Account, Pupil, StaffMember
from kehou.plan.models import PlanVersion
from tests.make.menu import make_filed_version
from tests.make.people import act_of, make_guardian, make_pupil, make_school, make_staff, term_of

WEDNESDAY = date(2026, 10, 28)
NAMES = ("安雨桐", "巴雅尔", "白子墨", "陈一诺", "丁若曦", "董浩然", "冯嘉怡", "高明轩", "郭思源", "韩沐辰")
_numbers = count(1)


def moment(hour: int, minute: int = 0, second: int = 0, *, on: date = WEDNESDAY) -> datetime:
    return datetime.combine(on, time(hour, minute, second), LOCAL)


@dataclass
class Afternoon:
    """One session and who belongs to it."""

    school: School
    session: Session
    teacher: StaffMember
    children: list[Pupil]
    guardians: list[Account] = field(default_factory=list)

    @property
    def ids(self) -> dict[str, int]:
        """The parameters that name this session and its teacher."""
        return {"session_id": self.session.pk, "staff_id": self.teacher.pk}

    def teacher_at(self, at: datetime, **more: str) -> Act:
        assert self.teacher.account is not None
        return act_of(self.teacher.account, at, **more)

    def presence(self, child: int = 0) -> Presence:
        return Presence.objects.get(session=self.session, pupil=self.children[child])

    def sign_in(self, at: datetime | None = None) -> None:
        sign_in_adult(self.teacher_at(at or moment(16, 5)), **self.ids)

    def call_roll(self, at: datetime | None = None, **marks: str) -> dict[str, int]:
        """Marks by place: call_roll(child_0="absent")."""
        named = {self.children[int(key.removeprefix("child_"))].pk: mark for key, mark in marks.items()}
        return finish_roll_call(self.teacher_at(at or moment(16, 12)), session_id=self.session.pk, marks=named)


def make_section(
    school: School, name: str = "四（2）班", *, grade: int = 4, starts: time = time(16, 10), ends: time = time(17, 10)
) -> Section:
    version = PlanVersion.objects.filter(school=school).first() or make_filed_version(school)
    term = term_of(school)
    window = Window.objects.filter(school=school).first() or Window.objects.create(
        **scope(school.pk), term=term, version=version, key="pm", kind="after_class", grades=[1, 2, 3, 4, 5, 6],
        weekdays=["mon", "tue", "wed", "thu", "fri"], starts=time(16, 10), ends=time(18, 10),
        from_date=term.first_day, until_date=term.last_day,
    )  # fmt: skip
    block = Block.objects.create(
        **scope(school.pk), window=window, index=0, grades=[grade], weekdays=window.weekdays, starts=starts, ends=ends,
        content=["homework"], choice="required",
    )  # fmt: skip
    return Section.objects.create(
        **scope(school.pk),
        term=term,
        number=next(_numbers),
        block=block,
        name=name,
        grades=[grade],
        class_no=2,
        capacity=45,
    )


def make_session(
    section: Section, *, on: date = WEDNESDAY, starts: time = time(16, 10), ends: time = time(17, 10)
) -> Session:
    return Session.objects.create(
        **scope(section.school_id), term_id=section.term_id, section=section, date=on, window_key="pm",
        planned_start=datetime.combine(on, starts, LOCAL), planned_end=datetime.combine(on, ends, LOCAL),
    )  # fmt: skip


def put_on_roster(session: Session, staff: StaffMember) -> Duty:
    return Duty.objects.create(**scope(session.school_id), session=session, staff=staff)


def expect(session: Session, children: list[Pupil]) -> None:
    Presence.objects.bulk_create(
        [Presence(**scope(session.school_id), session=session, pupil=child) for child in children]
    )


def make_afternoon(
    *, children: int = 3, grade: int = 4, school: School | None = None, name: str = "四（2）班", teacher: str = "苏日娜"
) -> Afternoon:
    """A class at 16:10, its teacher on the roster and not there yet, its children expected, each with a guardian."""
    school = school or make_school()
    session = make_session(make_section(school, name, grade=grade))
    adult = make_staff(school, teacher)
    put_on_roster(session, adult)
    pupils = [make_pupil(school, NAMES[n % len(NAMES)], grade=grade) for n in range(children)]
    expect(session, pupils)
    return Afternoon(school, session, adult, pupils, [make_guardian(pupil) for pupil in pupils])


def follow_up(
    first: Afternoon, *, teacher: str = "赵鹏", starts: time = time(17, 10), ends: time = time(18, 10)
) -> Afternoon:
    """The same children's next session."""
    section = make_section(first.school, "乒乓球一班", starts=starts, ends=ends)
    session = make_session(section, starts=starts, ends=ends)
    adult = make_staff(first.school, teacher)
    put_on_roster(session, adult)
    expect(session, first.children)
    return Afternoon(first.school, session, adult, first.children, first.guardians)


def clock_at(at: datetime) -> Act:
    return by_system("test", at)
