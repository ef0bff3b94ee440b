"""Papers of outside people that end soon are announced before a lesson falls out."""

from datetime import datetime

from kehou.kernel.act import by_system
from kehou.kernel.jobs import Tick
from kehou.org import queries as org
from kehou.staff.actions.warn_of_expiries import warn_of_expiries
from kehou.staff.queries import expiries


def run(at: datetime) -> int:
    act = by_system("warn_of_expiries", at)
    due = [school.id for school in org.schools_of(None) if expiries(school.id, at)]
    return sum(warn_of_expiries(act, school_id=school_id) for school_id in due)


TICK = Tick("warn_of_expiries", 3600, run)
