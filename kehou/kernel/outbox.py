"""Messages: born in the transaction they tell of, sent after commit."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from kehou.kernel.act import Act
from kehou.kernel.models import OutboxMessage


@dataclass(frozen=True, slots=True)
class News:
    """One piece of news for some accounts. once: its name; an account is told it only once. link: where it leads."""

    account_ids: list[int]
    title: str
    body: str
    once: str = ""
    link: str = ""


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
) -> None:
    """Put one message per account into the outbox. SQL: 1."""
    tell_each(act, [News(account_ids, title, body, once, link)], kind=kind, school_id=school_id, urgent=urgent)


def tell_each(act: Act, news: list[News], *, kind: str, school_id: int | None = None, urgent: bool = False) -> None:
    """Several pieces of news of one kind at once. SQL: 1."""
    rows = [
        OutboxMessage(
            account_id=account,
            school_id=school_id,
            kind=kind,
            title=piece.title,
            body=piece.body,
            link=piece.link,
            urgent=urgent,
            created_at=act.at,
            once=f"{piece.once}:{account}" if piece.once else None,
        )
        for piece in news
        for account in piece.account_ids
    ]
    OutboxMessage.objects.bulk_create(rows, ignore_conflicts=any(piece.once for piece in news), batch_size=500)


def send_waiting(at: datetime, limit: int = 500) -> int:
    """Hand waiting messages to the person's in-app letter box; returns how many."""
    waiting = list(
        OutboxMessage.objects.filter(sent_at=None).order_by("-urgent", "id").values_list("id", flat=True)[:limit]
    )
    return OutboxMessage.objects.filter(id__in=waiting, sent_at=None).update(sent_at=at)


def letters(account_id: int) -> QuerySet[OutboxMessage]:
    """An account's sent messages, latest first."""
    return OutboxMessage.objects.filter(account_id=account_id).exclude(sent_at=None).order_by("-created_at", "-id")
