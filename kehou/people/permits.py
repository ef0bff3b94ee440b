"""The relations people can have to what they do or see. Each is checked at the moment of the act."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Q

from kehou.kernel import sql
from kehou.kernel.act import Act
from kehou.kernel.permit import Permit
from kehou.org.models import School
from kehou.people.models import Guardianship, Role, StaffMember


def live(at: datetime, prefix: str = "") -> Q:
    """Rows that have begun and not ended at `at`."""
    return Q(**{f"{prefix}since__lte": at}) & (Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gt": at}))


def _has_role(act: Act, roles: tuple[str, ...], **scope: Any) -> bool:
    if act.actor.kind != "account":
        return False
    return Role.objects.filter(live(act.at), account_id=act.account_id, role__in=roles, **scope).exists()


_TIE = """
    SELECT 1 FROM people_guardianship g JOIN people_pupil p ON p.id = g.pupil_id
    WHERE g.account_id = %s AND g.pupil_id = %s AND g.since <= %s AND (g.until IS NULL OR g.until > %s)
    AND p.left_on IS NULL LIMIT 1
"""


@cache
def guardian_of(parameter: str = "child_id") -> Permit:
    """A live guardian of the child. SQL: 1."""

    def holds(act: Act, parameters: Mapping[str, Any]) -> bool:
        if act.actor.kind != "account":
            return False
        return bool(sql.rows(_TIE, act.account_id, parameters[parameter], act.at, act.at))

    return Permit(f"guardian of {parameter}", holds)


@cache
def at_school(*roles: str, parameter: str = "school_id") -> Permit:
    """One of the roles at the school named by the parameter. SQL: 1."""
    asked = f"""
        SELECT 1 FROM people_role WHERE account_id = %s AND school_id = %s AND role IN ({", ".join(["%s"] * len(roles))})
        AND since <= %s AND (until IS NULL OR until > %s) LIMIT 1
    """

    def holds(act: Act, parameters: Mapping[str, Any]) -> bool:
        if act.actor.kind != "account":
            return False
        return bool(sql.rows(asked, act.account_id, parameters[parameter], *roles, act.at, act.at))

    return Permit(f"{' or '.join(roles)} at {parameter}", holds)


@cache
def at_school_of(model: str, parameter: str, *roles: str) -> Permit:
    """One of the roles at the school that the row belongs to: `at_school_of("plan.PlanVersion", "version_id", …)`. SQL: 1."""
    from django.apps import apps

    def holds(act: Act, parameters: Mapping[str, Any]) -> bool:
        rows = apps.get_model(model).objects.filter(pk=parameters[parameter])
        return _has_role(act, roles, school_id__in=rows.values("school_id"))

    return Permit(f"{' or '.join(roles)} at the school of {parameter}", holds)


def _is_officer(act: Act, roles: tuple[str, ...], **over: Any) -> bool:
    """One of the roles over a district (`district_id=…`), or over that of a school (`district__school=…`); or the city. SQL: 1."""
    if act.actor.kind != "account":
        return False
    of_city = Q(role="city_officer", district=None, school=None)
    rows = Role.objects.filter(Q(role__in=roles, **over) | of_city, live(act.at), account_id=act.account_id)
    return rows.exists()


@cache
def over_district(*roles: str, parameter: str = "district_id") -> Permit:
    """A district officer of the district, or a city officer."""
    wanted = roles or ("district_officer",)

    def holds(act: Act, parameters: Mapping[str, Any]) -> bool:
        return _is_officer(act, wanted, district_id=parameters[parameter])

    return Permit(f"{' or '.join(wanted)} over {parameter}", holds)


@cache
def over_school(parameter: str = "school_id") -> Permit:
    """A district officer of the school's district, or a city officer."""

    def holds(act: Act, parameters: Mapping[str, Any]) -> bool:
        return _is_officer(act, ("district_officer",), district__school=parameters[parameter])

    return Permit(f"district officer over {parameter}", holds)


@cache
def over_school_of(model: str, parameter: str) -> Permit:
    """A district officer of the district that the row belongs to, or a city officer."""
    from django.apps import apps

    def holds(act: Act, parameters: Mapping[str, Any]) -> bool:
        rows = apps.get_model(model).objects.filter(pk=parameters[parameter]).values("district_id")
        return rows.exists() and _is_officer(act, ("district_officer",), district_id__in=rows)

    return Permit(f"district officer over the school of {parameter}", holds)


def _city(act: Act, _: Mapping[str, Any]) -> bool:
    return _has_role(act, ("city_officer",), district=None, school=None)


city = Permit("city officer", _city)


def _district_itself(act: Act, parameters: Mapping[str, Any]) -> bool:
    return _has_role(act, ("district_officer",), district_id=parameters["district_id"])


district_itself = Permit("district officer of district_id, not the city", _district_itself)


@cache
def holder_of(*roles: str) -> Permit:
    """One of the roles anywhere; for first pages that then show only what is one's own."""

    def holds(act: Act, _: Mapping[str, Any]) -> bool:
        return _has_role(act, roles)

    return Permit(f"any {' or '.join(roles)}", holds)


def _any_guardian(act: Act, _: Mapping[str, Any]) -> bool:
    if act.actor.kind != "account":
        return False
    return Guardianship.objects.filter(live(act.at), account_id=act.account_id).exists()


any_guardian = Permit("any guardian", _any_guardian)


def _any_adult(act: Act, _: Mapping[str, Any]) -> bool:
    if act.actor.kind != "account":
        return False
    return StaffMember.objects.filter(live(act.at), account_id=act.account_id).exists()


any_adult = Permit("any adult of a school", _any_adult)
"""Whoever may be put in charge of children somewhere, people from outside too."""


def _may_place(act: Act, role: str, school_id: int | None, district_id: int | None) -> bool:
    """The city places officers, districts place the heads of their schools, schools place everybody else."""
    if _city(act, {}):
        return True
    if school_id is not None:
        if _has_role(act, ("coordinator", "principal"), school_id=school_id):
            return role not in ("district_officer", "city_officer")
        district = School.objects.filter(pk=school_id).values_list("district_id", flat=True).first()
        return district is not None and _has_role(act, ("district_officer",), district_id=district)
    return False


def _invites(act: Act, parameters: Mapping[str, Any]) -> bool:
    return _may_place(act, parameters["role"], parameters["school_id"], parameters["district_id"])


def _ends_role(act: Act, parameters: Mapping[str, Any]) -> bool:
    row = Role.objects.filter(pk=parameters["role_id"]).first()
    return row is not None and _may_place(act, row.role, row.school_id, row.district_id)


may_invite = Permit("who places this role: the city, the district, or the school's office", _invites)
may_end_role = Permit("who places the role of role_id", _ends_role)
