"""Messages: born in the transaction they tell of, sent after commit."""

from datetime import datetime

from django.db.models import QuerySet

from kehou.kernel.act import Act
from kehou.kernel.models import OutboxMessage


def tell(
    act: Act,
    account_ids: list[int],
    *,
    kind: str,
    title: str,
    body: str,
    link: str = "",
    school_id: int | None = None,
    urgent: bool = False,
    once: str = "",
) -> int:
    """Put one message per account into the outbox; returns how many are new.

    once: a name for this piece of news; an account is told it only once.
    """
    rows = [
        OutboxMessage(
            account_id=account,
            school_id=school_id,
            kind=kind,
            title=title,
            body=body,
            link=link,
            urgent=urgent,
            created_at=act.at,
            once=f"{once}:{account}" if once else None,
        )
        for account in account_ids
    ]
    return len(OutboxMessage.objects.bulk_create(rows, ignore_conflicts=bool(once)))


def send_waiting(at: datetime, limit: int = 500) -> int:
    """Hand waiting messages to the person's in-app letter box; returns how many."""
    waiting = list(
        OutboxMessage.objects.filter(sent_at=None).order_by("-urgent", "id").values_list("id", flat=True)[:limit]
    )
    return OutboxMessage.objects.filter(id__in=waiting, sent_at=None).update(sent_at=at)


def letters(account_id: int) -> QuerySet[OutboxMessage]:
    """An account's sent messages, latest first."""
    return OutboxMessage.objects.filter(account_id=account_id).exclude(sent_at=None).order_by("-id")
