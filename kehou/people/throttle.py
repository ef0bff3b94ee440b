"""How often a password may be tried: counted by account and network together, so that a stranger locks nobody out."""

from datetime import datetime, timedelta

from kehou.people.models import SignInAttempt

FREE = 5
"""Wrong passwords before the first wait."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
REMEMBERED = timedelta(hours=24)
BUDGET = 100
"""Wrong passwords from one network, whatever the account, within BUDGET_TIME."""
BUDGET_TIME = timedelta(minutes=15)


def pair_opens_at(account_index: str, network_index: str, at: datetime) -> datetime | None:
    """When this network may try this account again; None: now. Waits double from 30 seconds to 15 minutes. SQL: 1."""
    tries = SignInAttempt.objects.filter(
        account_index=account_index, network_index=network_index, at__gt=at - REMEMBERED, at__lte=at
    ).order_by("-at", "-pk")
    wrong: list[datetime] = []
    for tried_at, ok in tries.values_list("at", "ok")[:20]:
        if ok:
            break
        wrong.append(tried_at)
    if len(wrong) < FREE:
        return None
    opens = wrong[0] + min(FIRST_WAIT * 2 ** (len(wrong) - FREE), LONGEST_WAIT)
    return opens if opens > at else None


def network_opens_at(network_index: str, at: datetime) -> datetime | None:
    """When a network that tried too many passwords may go on; None: now. SQL: 1."""
    wrong = SignInAttempt.objects.filter(
        network_index=network_index, ok=False, at__gt=at - BUDGET_TIME, at__lte=at
    ).order_by("-at", "-pk")
    oldest_counted = wrong.values_list("at", flat=True)[BUDGET - 1 : BUDGET].first()
    return oldest_counted + BUDGET_TIME if oldest_counted else None


def anything_old(at: datetime) -> bool:
    """Whether there are tries older than what is remembered. SQL: 1."""
    return SignInAttempt.objects.filter(at__lt=at - REMEMBERED).exists()
