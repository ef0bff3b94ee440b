"""Who acts, when; and what a page may load."""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.functional import SimpleLazyObject

from kehou.kernel import clock
from kehou.kernel.act import by_account, by_public
from kehou.people.web_sessions import account_of
from kehou.web.account import demo_day
from kehou.web.frames import frame_of

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Nothing inline, nothing from elsewhere.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)


class ContentPolicy:
    """Secure headers on every answer, errors and static files included."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class WayBack:
    """Whoever comes by address to what only a form can do is led to the page that the form stands on: a level up.

    So one comes there: by the address line, a bookmark or the demo's clock, after a form was refused.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and request.path != "/":
            return HttpResponseRedirect(_level_up(request.path))
        return response


def _level_up(path: str) -> str:
    """The next address above that is one: /school/…/today/close/ → /school/…/today/."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return path


class SignedIn:
    """`request.user`, from the statement that reads the session."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.user = SimpleLazyObject(lambda: account_of(request.session))  # type: ignore[assignment, arg-type]
        return self.get_response(request)


class ActMiddleware:
    """Every request carries one act: its actor, its moment, its device, the form's key."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = request.POST.get("act_key", "")[:64] if request.method == "POST" else ""
        at = clock.now()  # once the whole form has come: a slow sender does not act in the past
        agent = request.META.get("HTTP_USER_AGENT", "") + request.COOKIES.get("kehou_device", "")
        device = hashlib.sha256(agent.encode()).hexdigest()[:12]
        if request.user.is_authenticated:
            request.act = by_account(request.user.pk, at, device=device, key=key)  # type: ignore[attr-defined]
        else:
            request.act = by_public(at, device=device)  # type: ignore[attr-defined]
        if settings.KEHOU_DEMO:
            request.demo = demo_day.bar(at)  # type: ignore[attr-defined]
        request.frame = SimpleLazyObject(lambda: frame_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)
