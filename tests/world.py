"""The demo city with a cast around one school, and the ways to every address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import URLPattern

from kehou.day.actions.plan_sessions import plan_sessions
from kehou.day.models import Duty
from kehou.kernel.act import by_system
from kehou.kernel.clock import LOCAL
from kehou.kernel.secrets import opaque_id
from kehou.org.models import School
from kehou.web.account.demo_day import START
from tests.cast import Member, Places, expected, make_cast
from tests.house.test_routes import declared, every_route
from tests.rows import other_child, rows_at

AT = START.astimezone(LOCAL)


@dataclass(frozen=True)
class World:
    """ids: one row of every kind at the school that is tried; far: the same at a school of another district."""

    cast: list[Member]
    ids: dict[str, Any]
    far: dict[str, Any]

    def named(self, name: str) -> Member:
        return next(member for member in self.cast if member.name == name)

    def may(self, member: Member, pattern: URLPattern) -> bool:
        return any(expected(permit.name, member, self.ids) for permit in declared(pattern) or ())

    def openers(self) -> Iterator[tuple[str, URLPattern, Member]]:
        """Every route with one live member of each kind that may open it."""
        for route, pattern in every_route():
            kinds = set()
            for member in self.cast:
                if self.may(member, pattern) and member.kind not in kinds:
                    kinds.add(member.kind)
                    yield route, pattern, member


def make_world(own: str = "滨河示范小学") -> World:
    """One row of every kind at the school, and everybody who has, had or never had to do with it."""
    school = School.objects.get(name=own)
    beside = School.objects.filter(district=school.district).exclude(pk=school.pk).order_by("pk").first() or school
    far = School.objects.exclude(district=school.district).get(name__in=("滨河示范小学", "沙坡教学点"))
    for one in (school, far):  # as the worker has done since midnight
        plan_sessions(by_system("plan_sessions", AT), school_id=one.pk, date=AT.date())
    ids, far_ids = rows_at(school, AT), rows_at(far, AT)
    cast = make_cast(
        Places(school, beside, far), AT, child=ids["child"], sibling=other_child(ids["child"], same_class=False),
        classmate=other_child(ids["child"], same_class=True), far_child=far_ids["child"],
    )  # fmt: skip
    cast.append(_on_duty(ids))
    return World(cast, ids, far_ids)


def _on_duty(ids: dict[str, Any]) -> Member:
    """The teacher of today's session, as the roster has it."""
    duty = Duty.objects.filter(session_id=ids["session_id"], staff_id=ids["staff_id"]).first()
    assert duty is not None and duty.staff.account is not None
    sessions = Duty.objects.filter(staff=duty.staff).values_list("session_id", flat=True)
    account = duty.staff.account
    return Member(
        "teacher on duty in the session", account, [("teacher", ("school", ids["own"]))],
        children=set(account.guardianship_set.values_list("pupil_id", flat=True)), on_duty=set(sessions),
        adult=True, paid={ids["line_id"]} if duty.staff_id == ids["staff_id"] else set(),
    )  # fmt: skip


def address(route: str, ids: dict[str, Any]) -> str:
    """The address pattern with its parameters filled in."""

    def fill(found: re.Match[str]) -> str:
        kind, name = found[1], found[2]
        return str(ids[name]) if kind in ("slug", "str", "path") else opaque_id(kind, ids[name])

    return "/" + re.sub(r"<(\w+):(\w+)>", fill, route)


def signed_in(member: Member) -> Client:
    client = Client(raise_request_exception=False)
    if member.account is not None:
        client.force_login(member.account)
    return client
