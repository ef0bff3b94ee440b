"""Somebody signs in. Every try is counted before the password is looked at, and taken off the count when it was right."""

from datetime import datetime, timedelta

from django.contrib.auth import authenticate

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import anyone, system
from kehou.kernel.secrets import blind_index
from kehou.people.models import SignInAttempt
from kehou.people.sign_in import phone_index
from kehou.people.throttle import REMEMBERED, network_opens_at, pair_opens_at


def recognise(act: Act, *, phone: str, password: str, network: str, device: str = "") -> int | None:
    """The account, or None where phone or password is wrong: which of the two is not told.

    network: where the try comes from. device: a device this account signed in from before, or "": it is counted by
    itself, so that a neighbour on the same network who tries passwords stops nobody.
    The password is checked outside every transaction: hashing takes a tenth of a second, and others want to write.
    Errors: Refusal too_many_tries.
    """
    attempt_id = count_attempt(act, phone=phone, network=network, device=device)
    account = authenticate(None, phone=phone, password=password)
    if account is None:
        return None
    return sign_in(act, attempt_id=attempt_id, account_id=account.pk)


@action(allow=[anyone])
def count_attempt(act: Act, *, phone: str, network: str, device: str = "") -> int:
    """Counted as wrong until `sign_in`. phone "": a one-time code is tried, only the network is counted.

    Errors: Refusal too_many_tries, the same for known and unknown phones.
    Tries that arrive in the same instant may exceed the limit by as many as the server has threads.
    """
    account = phone_index(phone)
    origin = blind_index("sign_in.device", device) if device else blind_index("sign_in.network", network)
    opens = (pair_opens_at(account, origin, act.at) if phone else None) or (
        None if device else network_opens_at(origin, act.at, account_index=account if phone else "")
    )
    if opens is not None:
        raise Refusal(
            "too_many_tries",
            f"试错的次数多了。请过 {_wait(opens - act.at)}再试",
            satisfied_by="忘了密码，请学校重发邀请码，当面拿",
        )
    SignInAttempt.objects.filter(network_index=origin, at__lt=act.at - REMEMBERED).delete()
    return SignInAttempt.objects.create(account_index=account, network_index=origin, at=act.at, ok=False).pk


@action(allow=[anyone])
def sign_in(act: Act, *, attempt_id: int, account_id: int) -> int:
    """Returns the account. Called where the password, or a one-time code, was right."""
    SignInAttempt.objects.filter(pk=attempt_id).update(ok=True)
    return account_id


@action(allow=[system])
def forget_attempts(act: Act) -> int:
    """Nobody keeps a list of who tried to sign in from where."""
    before: datetime = act.at - REMEMBERED
    return SignInAttempt.objects.filter(at__lt=before).delete()[0]


def _wait(left: timedelta) -> str:
    minutes = -(-int(left.total_seconds()) // 60)
    return f"{max(minutes, 1)} 分钟"
