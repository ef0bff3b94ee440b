"""What waits to be judged. Asked by the jobs."""

from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Greatest

from kehou.day.queries.moves import last_moves, session_days
from kehou.kernel.clock import LOCAL
from kehou.kernel.models import AuditEvent
from kehou.org import queries as org
from kehou.review.models import Scan


def days_to_judge(on: date, at: datetime) -> list[int]:
    """Schools whose day moved since it was last judged, the longest waiting first. SQL: 5."""
    schools = [school.id for school in org.schools_of(None)]
    judged = dict(Scan.objects.filter(date=on).values_list("school_id", "at"))
    waiting = [
        (moved, school)
        for school, moved in last_moves(schools, on, at).items()
        if school not in judged or judged[school] < moved
    ]
    return [school for _, school in sorted(waiting)]


CORRECTIONS = ("day.correct_presence", "day.correct_duty", "day.log_session", "day.cancel_session")
"""Deeds about a session that is over, or that end it without its moving (`last_moves`); on any of its days."""


def days_put_right(at: datetime) -> list[tuple[int, date]]:
    """(school, day) of lessons whose record was changed in the last hour and since the day was judged; the night judges what
    is older. SQL: 3."""
    rows = AuditEvent.objects.filter(deed__in=CORRECTIONS, school_id=None, at__range=(at - timedelta(hours=1), at))
    changed = {subject["session_id"]: moment for subject, moment in rows.order_by("at").values_list("subject", "at")}
    days: dict[tuple[int, date], datetime] = {}
    for session, day in session_days(changed).items():
        days[day] = max(changed[session], days.get(day, changed[session]))
    scans = Scan.objects.filter(school_id__in={school for school, _ in days}, date__in={on for _, on in days})
    judged = {(school, on): moment for school, on, moment in scans.values_list("school_id", "date", "at")}
    return sorted(day for day, moment in days.items() if day not in judged or judged[day] <= moment)


ROOMS_OF_THE_DESK = ("plan.", "voice.", "staff.", "fund.", "review.")
CONSENTS_AND_DRAWS = (
    "enrol.give_consent", "enrol.withdraw_consent", "enrol.decline_service", "enrol.record_paper_consent",
    "enrol.confirm_paper_consent", "enrol.allocate_round",
)  # fmt: skip
"""Of the deeds of choosing those that a rule reads: wishes and claims come by the thousand and change no table of the term."""
JUDGING = "review.open_findings"


def desks_to_judge() -> list[int]:
    """Schools whose office or families did something since it was last judged, the longest waiting first. SQL: 1.

    A deed that names no school (a parent's, about a child) may be about any. Schools whose term was never judged are not in it:
    the whole term is next.
    """
    of_the_desk = Q(deed__in=CONSENTS_AND_DRAWS)
    for room in ROOMS_OF_THE_DESK:
        of_the_desk |= Q(deed__startswith=room)
    here = Q(school_id=OuterRef("school_id")) | Q(school_id=None)
    done = AuditEvent.objects.filter(of_the_desk, here, at__gte=OuterRef("judged")).exclude(deed=JUDGING)
    later = Scan.objects.filter(school=OuterRef("school"), date=None, term__first_day__gt=OuterRef("term__first_day"))
    scans = Scan.objects.filter(~Exists(later), date=None).annotate(judged=Coalesce(Greatest("at", "desk_at"), "at"))
    return list(scans.filter(Exists(done)).order_by("judged").values_list("school_id", flat=True))


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
