"""How an account is recognised: phone and password, looked up by blind index."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from kehou.kernel.secrets import blind_index
from kehou.people.models import Account

# Checked when there is no such account, so that the answer takes as long.
_NOBODY = make_password("nobody")


def phone_index(phone: str) -> str:
    """The look-up key of a phone number; spaces and dashes do not matter."""
    return blind_index("account.phone", "".join(c for c in phone if c.isdigit()))


class PhoneBackend(BaseBackend):
    """Django's door to accounts. An ended account is nobody at once (I21)."""

    def authenticate(
        self, request: HttpRequest | None, phone: str = "", password: str = "", **_: Any
    ) -> Account | None:
        account = Account.objects.filter(phone_index=phone_index(phone), ended_at=None).first()
        if check_password(password, account.password if account else _NOBODY) and account:
            return account
        return None

    def get_user(self, user_id: int) -> Account | None:
        return Account.objects.filter(pk=user_id, ended_at=None).first()
