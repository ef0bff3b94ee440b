"""Who may set up the city's skeleton. Roles live one floor above; they are named here, not imported, as a foreign key would be."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db.models import Q

from kehou.kernel.act import Act
from kehou.kernel.permit import Permit
from kehou.org.models import School


def _holds(act: Act, **scope: Any) -> bool:
    if act.actor.kind != "account":
        return False
    live = Q(since__lte=act.at) & (Q(until=None) | Q(until__gt=act.at))
    roles = apps.get_model("people", "Role").objects
    return bool(roles.filter(live, account_id=act.account_id, **scope).exists())


def _city(act: Act, _: Mapping[str, Any]) -> bool:
    return _holds(act, role="city_officer", district=None, school=None)


def _district(act: Act, parameters: Mapping[str, Any]) -> bool:
    return _city(act, parameters) or _holds(act, role="district_officer", district_id=parameters["district_id"])


def _school(act: Act, parameters: Mapping[str, Any]) -> bool:
    if _holds(act, role__in=("coordinator", "principal"), school_id=parameters["school_id"]):
        return True
    district = School.objects.filter(pk=parameters["school_id"]).values_list("district_id", flat=True).first()
    return district is not None and _district(act, {"district_id": district})


city_officer = Permit("city officer", _city)
officer_over_district = Permit("district officer over district_id", _district)
office_or_officer = Permit("coordinator or principal at school_id, or the officer over it", _school)
