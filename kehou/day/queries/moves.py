"""When a day last moved, for whoever judges it."""

from datetime import date, datetime

from django.db.models import Max

from kehou.day.models import Duty, Session


def last_moves(on: date) -> dict[int, datetime]:
    """School → when a session of the day last ended or an adult last left it; schools whose day has not moved are not in it.

    SQL: 2.
    """
    ends = Session.objects.filter(date=on).exclude(ended_at=None).values("school_id").annotate(last=Max("ended_at"))
    outs = Duty.objects.filter(session__date=on).exclude(out_at=None).values("school_id").annotate(last=Max("out_at"))
    found: dict[int, datetime] = {}
    for school, last in (*ends.values_list("school_id", "last"), *outs.values_list("school_id", "last")):
        found[school] = max(last, found.get(school, last))
    return found
