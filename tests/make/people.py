"""Schools and people for tests. All are invented."""

from datetime import date, datetime
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password

from kehou.kernel.act import Act, by_account
from kehou.kernel.clock import LOCAL
from kehou.kernel.secrets import blind_index
from kehou.org.models import Campus, District, School, Term
from kehou.org.rows import scope
from kehou.people.models import Account, Guardianship, Pupil, PupilCare, Role, StaffMember
from kehou.people.sign_in import phone_index

TERM_START = datetime(2026, 8, 20, 8, 0, tzinfo=LOCAL)
_numbers = count(1)


def make_district(code: str = "150302", name: str = "海勃湾区") -> District:
    return District.objects.get_or_create(code=code, defaults={"name": name, "city": "乌海市"})[0]


def make_school(
    name: str = "滨河示范小学", *, district: District | None = None, stages: tuple[str, ...] = ("primary",), **more: Any
) -> School:
    number = next(_numbers)
    district = district or make_district()
    school = School.objects.create(district=district, code=f"21150{number:05d}", name=name, stages=list(stages), **more)
    Campus.objects.create(school=school, name="本部")
    make_term(district)
    return school


def make_term(district: District) -> Term:
    return Term.objects.get_or_create(
        district=district,
        key="2026-autumn",
        defaults={"name": "2026年秋季学期", "first_day": date(2026, 8, 31), "last_day": date(2027, 1, 15)},
    )[0]


def term_of(school: School) -> Term:
    return make_term(school.district)


def make_account(name: str = "王敏", phone: str | None = None) -> Account:
    phone = phone or f"1990000{next(_numbers):04d}"
    return Account.objects.create(name=name, phone=phone, phone_index=phone_index(phone), created_at=TERM_START)


def set_password(account: Account, password: str) -> Account:
    account.password = make_password(password)
    account.save(update_fields=["password"])
    return account


def give_role(account: Account, role: str, *, school: School | None = None, district: District | None = None) -> Role:
    return Role.objects.create(account=account, role=role, school=school, district=district, since=TERM_START)


def make_officer(role: str, school: School, name: str = "孟晓东") -> Account:
    """An account with one role at the school."""
    account = make_account(name)
    give_role(account, role, school=school)
    return account


def make_pupil(school: School, name: str = "周沐阳", *, grade: int = 4, class_no: int = 2, **care: Any) -> Pupil:
    number = next(_numbers)
    pupil = Pupil.objects.create(
        **scope(school.pk),
        number=number,
        name=name,
        sex="男",
        id_number=f"fictional-{number}",
        id_index=blind_index("pupil.id", f"fictional-{number}"),
        grade=grade,
        class_no=class_no,
        entered="202309",
    )
    PupilCare.objects.create(**scope(school.pk), pupil=pupil, **care)
    return pupil


def make_guardian(pupil: Pupil, name: str = "王敏", relation: str = "母亲") -> Account:
    """A signed-up guardian of the child."""
    account = make_account(name)
    Guardianship.objects.create(
        **scope(pupil.school_id), pupil=pupil, account=account, name=name, relation=relation, since=TERM_START
    )
    return account


def make_staff(
    school: School, name: str = "苏日娜", role: str = "school_teacher", *, account: bool = True, **more: Any
) -> StaffMember:
    """An adult of the school; a teacher gets an account with the role `teacher`."""
    holder = make_account(name) if account else None
    if holder:
        give_role(holder, "teacher", school=school)
    return StaffMember.objects.create(
        **scope(school.pk), number=next(_numbers), account=holder, name=name, role=role, since=TERM_START, **more
    )


def act_of(account: Account, at: datetime, **more: Any) -> Act:
    return by_account(account.pk, at, **more)
