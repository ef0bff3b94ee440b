"""What waits to be judged. Asked by the jobs."""

from datetime import date, datetime, time

from kehou.day.queries.moves import last_moves
from kehou.kernel.clock import LOCAL
from kehou.org import queries as org
from kehou.review.models import Scan


def days_to_judge(on: date) -> list[int]:
    """Schools whose day moved since it was last judged, the longest waiting first. SQL: 4."""
    schools = [school.id for school in org.schools_of(None)]
    judged = dict(Scan.objects.filter(date=on).values_list("school_id", "at"))
    waiting = [
        (moved, school)
        for school, moved in last_moves(schools, on).items()
        if school not in judged or judged[school] < moved
    ]
    return [school for _, school in sorted(waiting)]


def terms_to_judge(at: datetime) -> list[int]:
    """Schools in a term that has begun and whose whole term was not judged today, by name. SQL: 2, and 1 a district."""
    today = at.astimezone(LOCAL).date()
    midnight = datetime.combine(today, time(), LOCAL)
    done = set(Scan.objects.filter(date=None, at__gte=midnight).values_list("school_id", flat=True))
    running: dict[int, bool] = {}
    found: list[int] = []
    for school in org.schools_of(None):
        if school.district_id not in running:
            running[school.district_id] = any(term.first_day <= today for term in org.terms_of(school.district_id))
        if running[school.district_id] and school.id not in done:
            found.append(school.id)
    return found
