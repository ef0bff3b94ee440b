"""Which records of a day have served their purpose, and when (docs/decisions/what-is-kept-and-how-long.md)."""

from datetime import datetime, time, timedelta

from django.db.models import Q, QuerySet

from kehou.day.models import CodeTry, Collector, PulseTicket, SafetyNote
from kehou.day.pulse_tickets import OPEN_FOR
from kehou.kernel.clock import LOCAL
from kehou.org import queries as org

NOTES = timedelta(days=30)
"""After the term; what is written in the break is for the next term and stays."""
PHONES = timedelta(days=7)
"""After a collector was revoked, or the one day was over."""
CODE_TRIES = timedelta(days=30)
"""Counted within a session only; a month is for questions about it. The hand-over itself has its own record."""


def ended_notes(at: datetime) -> QuerySet[SafetyNote]:
    """Notes in force that nobody needs any more: the child has left, or no term is running and the last is long over.

    Within a term none goes: it would be missing at the next roll-call.
    """
    before = at - NOTES
    ended = Q(pupil__left_on__lt=before.date())
    for district, last_day in org.terms_over(at.astimezone(LOCAL).date()).items():
        if datetime.combine(last_day, time.max, LOCAL) < before:
            ended |= Q(district_id=district, written_at__lt=before)
    return SafetyNote.objects.filter(ended, ended_at=None)


def phones_of_former_collectors(at: datetime) -> QuerySet[Collector]:
    """The name stays: it is part of who took the child home."""
    before = at - PHONES
    over = Q(revoked_at__lt=before) | Q(only_on__lt=before.astimezone(LOCAL).date())
    return Collector.objects.filter(over).exclude(phone="")


def old_code_tries(at: datetime) -> QuerySet[CodeTry]:
    return CodeTry.objects.filter(at__lt=at - CODE_TRIES)


def spent_pulse_tickets(at: datetime) -> QuerySet[PulseTicket]:
    return PulseTicket.objects.filter(session__date__lt=at.astimezone(LOCAL).date() - OPEN_FOR)
