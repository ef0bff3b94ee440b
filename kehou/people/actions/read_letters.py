"""Somebody has read what the system told them."""

from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.models import OutboxMessage
from kehou.kernel.permit import signed_in


@action(allow=[signed_in])
def read_letters(act: Act, *, letter_ids: list[int] | None = None) -> int:
    """Own letters only; None: all of them. Returns how many were unread."""
    rows = OutboxMessage.objects.filter(account_id=act.account_id, read_at=None).exclude(sent_at=None)
    if letter_ids is not None:
        rows = rows.filter(pk__in=letter_ids)
    return rows.update(read_at=act.at)
