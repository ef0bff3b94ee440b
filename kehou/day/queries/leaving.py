"""Somebody leaves the school: what ends with them, what stays, and which children need another adult."""

from dataclasses import dataclass
from datetime import datetime

from kehou.day.models import Duty
from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.menu import queries as menu
from kehou.menu.queries import Gap
from kehou.org import queries as org
from kehou.people.accounts import Leaver, leaver, outsider
from kehou.people.permits import at_school, over_school


@dataclass(frozen=True, slots=True)
class Leaving:
    """duties: sections without a main adult when they leave, or still since they left. today: lessons of theirs to come."""

    who: Leaver
    duties: tuple[Gap, ...]
    today: tuple[tuple[datetime, str], ...]


@query(allow=[at_school("coordinator", "principal"), over_school()])
def leaving(act: Act, *, school_id: int, account_id: int) -> Leaving:
    """SQL: ≤ 9. Errors: NotYours for who never was anything at the school."""
    who = leaver(account_id, school_id, act.at)
    if who is None:
        raise NotYours
    return _leaving(act, school_id, who)


@query(allow=[at_school("coordinator", "principal")])
def outsider_leaving(act: Act, *, school_id: int, staff_id: int) -> Leaving:
    """The same of an adult without an account. SQL: ≤ 7. Errors: NotYours."""
    who = outsider(staff_id, school_id)
    if who is None:
        raise NotYours
    return _leaving(act, school_id, who)


def _leaving(act: Act, school_id: int, who: Leaver) -> Leaving:
    term = org.term_on(school_id, act.today)
    duties = menu.left_without(school_id, term.id, who.staff_ids, act.today) if term and who.staff_ids else []
    to_come = Duty.objects.filter(
        staff_id__in=who.staff_ids, session__date=act.today, session__planned_end__gt=act.at, out_at=None
    ).exclude(session__state="cancelled")
    lessons = to_come.order_by("session__planned_start").values_list("session__planned_start", "session__section__name")
    return Leaving(who, tuple(duties), tuple(lessons) if who.staff_ids else ())
