"""Sharing money so that not one fen appears or disappears. Integers only: rounding each share fails to add up."""

from collections.abc import Sequence

from kehou.ground.fen import Fen


def split_fen(total: Fen, weights: Sequence[int]) -> tuple[Fen, ...]:
    """Share `total` by largest remainder; equal remainders go to the earlier.

    Shape: n weights → n shares, sum(shares) == total.
    Units: integer fen; weights are minutes of duty.
    Errors: ValueError if total < 0, any weight < 0, or all are 0.
    Source: wuhai-2021-92 八.4c; invariant I6.
    """
    whole = sum(weights)
    if total < 0 or whole == 0 or any(weight < 0 for weight in weights):
        raise ValueError("split_fen needs total >= 0, no weight below 0 and one above 0")
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(shares)]:
        shares[i] += 1
    return tuple(Fen(share) for share in shares)


def cap(amounts: Sequence[Fen], limit: Fen) -> tuple[Fen, ...]:
    """Cut charges so that together they stay within `limit`; the earlier ones stand, the later give way.

    Shape: n amounts in the order they fell due → n amounts, each between 0 and its own, sum == min(sum, limit).
    Units: integer fen.
    Errors: ValueError if the limit or any amount is below 0.
    Source: wuhai-2021-92 八.4b (a term's ceiling); invariant I6.
    """
    if limit < 0 or any(amount < 0 for amount in amounts):
        raise ValueError("cap needs amounts and a limit of 0 or more")
    left: int = limit
    kept = []
    for amount in amounts:
        kept.append(Fen(min(amount, left)))
        left -= kept[-1]
    return tuple(kept)


def share_by_days(total: Fen, served: int, days: int) -> tuple[Fen, Fen]:
    """Part a fee into what `served` of its `days` used up and what is left to refund.

    Every day has a fixed price (`total` shared over the days, the odd fen on the first days), so the parts of two
    stretches of days add up to the part of both.

    Shape: (used, left), used + left == total. Units: integer fen, whole days.
    Errors: ValueError if total < 0, days < 1, or served is outside 0 … days.
    Source: wuhai-2021-92 八.4b; invariant I6.
    """
    if total < 0 or days < 1 or not 0 <= served <= days:
        raise ValueError("share_by_days needs total >= 0 and 0 <= served <= days, days >= 1")
    each, odd = divmod(total, days)
    used = each * served + min(served, odd)
    return Fen(used), Fen(total - used)
