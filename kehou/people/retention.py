"""Which rows have served their purpose, and when (docs/decisions/what-is-kept-and-how-long.md).

What is asked here is what the deeds of forgetting take away: at most BATCH at once, so that nobody waits for them.
"""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from kehou.kernel.models import IdempotencyKey, OutboxMessage
from kehou.people.models import ActivationCode, Guardianship, Invitation, Pupil, WebSession
from kehou.people.web_sessions import expired

BATCH = 2_000
KEYS = timedelta(days=30)
"""A form can be sent again as long as the session lives it was shown in: 14 days; signing in anew voids it. Twice that."""
LETTERS = timedelta(days=400)
"""A school year and the summer after it."""
SLIPS = timedelta(days=30)
"""After a code was used or ran out, somebody may still come to the office with the paper in hand."""
PHONES = timedelta(days=30)
"""After a guardianship has ended."""
NUMBERS = timedelta(days=180)
"""A term after a child left: until then a corrected list finds the same child again."""


def spent_keys(at: datetime) -> list[int]:
    """Ids are given in the order of time, so the oldest are looked at, not all. SQL: 1."""
    rows = IdempotencyKey.objects.order_by("pk").values_list("pk", "at")[:BATCH]
    return [key for key, given in rows if given < at - KEYS]


def old_letters(at: datetime) -> list[int]:
    """Told or not: what was news then is none now. SQL: 1."""
    rows = OutboxMessage.objects.order_by("pk").values_list("pk", "created_at")[:BATCH]
    return [letter for letter, told in rows if told < at - LETTERS]


def _dead(before: datetime) -> Q:
    return Q(used_at__lt=before) | Q(used_at=None, expires_at__lt=before)


def dead_slips(at: datetime) -> list[int]:
    """Families' slips. SQL: 1."""
    return list(ActivationCode.objects.filter(_dead(at - SLIPS)).values_list("pk", flat=True)[:BATCH])


def dead_invitations(at: datetime) -> list[int]:
    """SQL: 1."""
    return list(Invitation.objects.filter(_dead(at - SLIPS)).values_list("pk", flat=True)[:BATCH])


def phones_of_former_guardians(at: datetime) -> QuerySet[Guardianship]:
    """The tie itself stays: it says who could decide for the child, and until when."""
    return Guardianship.objects.filter(until__lt=at - PHONES).exclude(phone="", phone_index="")


def numbers_of_former_pupils(at: datetime) -> QuerySet[Pupil]:
    """ID numbers; what the child took part in goes by its pseudonym."""
    return Pupil.objects.filter(left_on__lt=(at - NUMBERS).date()).exclude(id_number="")


def ended_sessions(_at: datetime) -> QuerySet[WebSession]:
    """Sessions end by the real clock, also in the demo, so not at `at`."""
    return expired()
