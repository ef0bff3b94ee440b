"""How an account is recognised: phone and password, looked up by blind index."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.db.models import QuerySet
from django.http import HttpRequest

from kehou.kernel.secrets import blind_index
from kehou.people.models import Account


def phone_index(phone: str) -> str:
    """The look-up key of a phone number; spaces and dashes do not matter."""
    return blind_index("account.phone", "".join(c for c in phone if c.isdigit()))


def live_accounts() -> QuerySet[Account]:
    """Accounts that may sign in now: not ended; those of the demo only in demo mode."""
    found = Account.objects.filter(ended_at=None)
    return found if settings.KEHOU_DEMO else found.filter(demo_name=None)


class PhoneBackend(BaseBackend):
    """Django's door to accounts. An ended account is nobody at once (I21)."""

    def authenticate(
        self, request: HttpRequest | None, phone: str = "", password: str = "", **_: Any
    ) -> Account | None:
        account = live_accounts().filter(phone_index=phone_index(phone)).first()
        if account is None:
            make_password(password)  # the same work, so that the answer takes as long and tells nothing
            return None
        return account if check_password(password, account.password) else None

    def get_user(self, user_id: int) -> Account | None:
        return live_accounts().filter(pk=user_id).first()
