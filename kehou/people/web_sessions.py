"""Where a browser's session is kept: beside the account it belongs to, so that one statement tells both."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare

from kehou.kernel import sql
from kehou.people.models import Account, WebSession

_READ = ("id", "password", "name", "session_epoch")
_SESSION = f"""
    SELECT s.session_data, {", ".join(f"a.{column}" for column in _READ)}
    FROM people_websession s LEFT JOIN people_account a
    ON a.id = s.account_id AND a.ended_at IS NULL AND (%s = 1 OR a.demo_name IS NULL)
    WHERE s.session_key = %s AND s.expire_date > %s
"""


class SessionStore(DatabaseStore):
    """account: whoever may be signed in by this session; see `account_of` for whether they are."""

    account: Account | None = None

    @classmethod
    def get_model_class(cls) -> type[WebSession]:
        return WebSession

    def create_model_instance(self, data: dict[str, Any]) -> WebSession:
        row = super().create_model_instance(data)
        assert isinstance(row, WebSession)
        row.account_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        return row

    def load(self) -> dict[str, Any]:
        """SQL: 1. Sessions end by the real clock, also in the demo."""
        found = sql.rows(_SESSION, int(settings.KEHOU_DEMO), self.session_key, datetime.now(UTC))
        if not found:
            self._session_key = None
            return {}
        data, *account = found[0]
        if account[0] is not None:
            self.account = Account.from_db("default", _READ, account)
        return self.decode(data)


def expired() -> QuerySet[WebSession]:
    """Sessions that nobody can come back to."""
    return WebSession.objects.filter(expire_date__lt=datetime.now(UTC))


def account_of(session: SessionStore) -> Account | AnonymousUser:
    """Who is signed in: the account at its present password and epoch, and not ended (I21). SQL: 1, shared with `load`."""
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return AnonymousUser()
    account = session.account
    if account is None or str(account.pk) != str(session.get(SESSION_KEY)):
        return AnonymousUser()
    if not constant_time_compare(session.get(HASH_SESSION_KEY, ""), account.get_session_auth_hash()):
        session.flush()
        return AnonymousUser()
    return account
