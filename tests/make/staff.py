"""Offers of teachers and people from outside."""

from datetime import date
from typing import Any

from kehou.org.models import School
from kehou.org.rows import scope
from kehou.people.models import Provider, StaffMember
from kehou.staff.models import Application
from tests.make.people import TERM_START, make_staff, term_of

WEEK = ["mon", "tue", "wed", "thu", "fri"]


def make_application(adult: StaffMember, *, state: str = "accepted", **more: Any) -> Application:
    """An offer for the whole week with no limit, accepted."""
    more = {"weekdays": WEEK, "applied_at": TERM_START} | more
    return Application.objects.create(
        **scope(adult.school_id), term=term_of(adult.school), staff=adult, state=state, **more
    )


def make_teacher(school: School, name: str = "苏日娜", **offer: Any) -> StaffMember:
    """A teacher whose offer the school accepted."""
    adult = make_staff(school, name)
    make_application(adult, **offer)
    return adult


def make_provider(school: School, name: str = "河畔体育俱乐部", **more: Any) -> Provider:
    more = {"listed": True, "licence_until": date(2027, 6, 30)} | more
    return Provider.objects.create(**scope(school.pk), name=name, **more)


def make_coach(school: School, name: str = "赵教练", *, provider: Provider | None = None, **more: Any) -> StaffMember:
    """A coach of an institution with everything in order for the whole term."""
    more = {
        "qualification": "乒乓球二级教练",
        "qualified_until": date(2027, 12, 31),
        "cleared_on": date(2026, 8, 10),
        "cleared_until": date(2027, 8, 10),
    } | more
    return make_staff(school, name, "institution", account=False, provider=provider or make_provider(school), **more)
