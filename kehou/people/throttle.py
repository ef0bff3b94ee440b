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
FIRST_TRIES = 400
"""Wrong passwords from one network within BUDGET_TIME, up to which an account that nobody tried from there lately still gets
one try: whoever knows their password gets in beside a neighbour who guesses."""


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


def network_opens_at(network_index: str, at: datetime, *, account_index: str = "") -> datetime | None:
    """When a network that tried too many passwords may go on; None: now. SQL: 1, or 2.

    account_index: of the account that is tried; "" where a one-time code is.
    """
    since = at - BUDGET_TIME
    wrong = SignInAttempt.objects.filter(network_index=network_index, ok=False, at__gt=since, at__lte=at)
    times = list(wrong.order_by("-at", "-pk").values_list("at", flat=True)[:FIRST_TRIES])
    if len(times) < BUDGET:
        return None
    if account_index and len(times) < FIRST_TRIES and not wrong.filter(account_index=account_index).exists():
        return None
    return times[BUDGET - 1] + BUDGET_TIME


def anything_old(at: datetime) -> bool:
    """Whether there are tries older than what is remembered. SQL: 1."""
    return SignInAttempt.objects.filter(at__lt=at - REMEMBERED).exists()
