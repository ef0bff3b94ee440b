"""A term's appraisal begins with what the record says everybody did."""

from kehou.day import queries as day
from kehou.fund.models import Appraisal
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org import queries as org
from kehou.org.rows import scope
from kehou.people.permits import at_school


@action(allow=[at_school("coordinator", "principal")])
def open_appraisal(act: Act, *, school_id: int, term_id: int) -> int:
    """A row for every adult who kept a session of the term; answers how many there are. Again: open rows are counted anew.

    Refusal: nobody_worked.
    """
    if not count_work(act, school_id, term_id):
        raise Refusal(
            "nobody_worked", "这学期还没有点过名的课，考评不了", clause="八.4d", satisfied_by="课上了、点了名再考评"
        )
    return Appraisal.objects.filter(school_id=school_id, term_id=term_id).count()


def count_work(act: Act, school_id: int, term_id: int) -> int:
    """Write sessions and minutes of the term so far into every open row, and add who is missing. SQL: 4 or a little more."""
    term = org.term(term_id)
    sessions: dict[int, set[int]] = {}
    minutes: dict[int, int] = {}
    for stay in day.stays(school_id, term.first_day, min(term.last_day, act.today)):
        sessions.setdefault(stay.staff_id, set()).add(stay.session_id)
        minutes[stay.staff_id] = minutes.get(stay.staff_id, 0) + stay.minutes
    there = {row.staff_id: row for row in Appraisal.objects.filter(school_id=school_id, term_id=term_id)}
    changed = []
    for row in there.values():
        if row.closed_on is None and row.staff_id in minutes:
            row.sessions, row.minutes = len(sessions[row.staff_id]), minutes[row.staff_id]
            changed.append(row)
    Appraisal.objects.bulk_update(changed, ["sessions", "minutes"])
    Appraisal.objects.bulk_create(
        Appraisal(**scope(school_id), term_id=term_id, staff_id=staff, sessions=len(kept), minutes=minutes[staff])
        for staff, kept in sorted(sessions.items())
        if staff not in there
    )
    return len(sessions)
