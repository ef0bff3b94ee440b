"""Relations to a session: who keeps it, who sees that it is kept, who stands at the gate."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db.models import Q

from kehou.day.models import Duty, Session
from kehou.kernel.act import Act
from kehou.kernel.permit import Permit
from kehou.people.permits import at_school_of, live


def _duty_of(act: Act, **duty: Any) -> bool:
    return (
        act.actor.kind == "account"
        and Duty.objects.filter(live(act.at, "staff__"), staff__account_id=act.account_id, **duty).exists()
    )


@cache
def on_duty(parameter: str = "session_id") -> Permit:
    """An adult who is planned for the session, sent to it or in it."""

    def holds(act: Act, parameters: Mapping[str, Any]) -> bool:
        return _duty_of(act, session_id=parameters[parameter])

    return Permit(f"on duty in {parameter}", holds)


def _holds_own(act: Act, parameters: Mapping[str, Any]) -> bool:
    return _duty_of(act, session_id=parameters["session_id"], staff_id=parameters["staff_id"])


own_duty = Permit("staff_id oneself, on duty in session_id", _holds_own)


def _beside(act: Act, parameters: Mapping[str, Any]) -> bool:
    session, staff = parameters["session_id"], parameters["staff_id"]
    return (
        _duty_of(act, session_id=session, main=True, in_at__isnull=False, out_at=None)
        and Duty.objects.filter(session_id=session, staff_id=staff, staff__account=None).exists()
    )


beside = Permit("main adult there in session_id, for staff_id without an account", _beside)
"""A volunteer or retired teacher who has no account is signed in and out by the adult beside them."""

LEADERS = ("duty_leader", "coordinator", "principal")
leads = at_school_of("day.Session", "session_id", *LEADERS)
gate = at_school_of("day.Session", "session_id", "gate")


@cache
def _at_session(*roles: str) -> Permit:
    """On duty in session_id, or with one of the roles at its school; asked in one statement, for pages."""

    def holds(act: Act, parameters: Mapping[str, Any]) -> bool:
        if act.actor.kind != "account":
            return False
        duty = Q(duty__staff__account_id=act.actor.account_id) & live(act.at, "duty__staff__")
        role = Q(school__role__account_id=act.actor.account_id, school__role__role__in=roles)
        return Session.objects.filter(
            duty | (role & live(act.at, "school__role__")), pk=parameters["session_id"]
        ).exists()

    return Permit(f"on duty in session_id or {' or '.join(roles)} at its school", holds)


keeps = _at_session(*LEADERS)
keeps_or_gate = _at_session(*LEADERS, "gate")
