"""Every address of the router × everybody who has, had or never had to do with the school (I15).

What is expected comes from the names in the declarations and from what the cast was set up as (tests/cast.py), never from
the code that decides. Each try is undone, so that none changes the world of the next.
"""

import re
from collections import Counter, defaultdict
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http import HttpResponseNotFound
from django.test import Client

from kehou.kernel.models import AuditEvent
from tests.cast import end_account_of, expected
from tests.filled import filled
from tests.house.test_routes import declared, every_route
from tests.world import AT, World, address, make_world, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.invariant("I15")]

OPENED = {200, 204, 302, 303, 400, 404, 405, 409, 422, 429}
"""404 too: the row may be there and yet not in a state that has such a page. The error pages are tried by their own tests."""
SHUT = {404, 405}
SIGN_IN = 401
NO_ROW = 99_999_999
FORM = "application/x-www-form-urlencoded"
GARBAGE = {"garbage": "％", "at": "25:99", "page": "-1", "date": "2026-02-30", "amount": "-1"}


@pytest.fixture
def world(city: object, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("kehou.kernel.clock.now", lambda: AT)
    return make_world()


NOT_IN_THIS_WORLD = {
    "account/demo/<account:account_id>/": "one tap signs in, in the demo only (tests/web/account)",
    "account/demo/clock/": "the demo's clock",
}
"""Routes that nobody can open here, and why."""


def tried(client: Client, method: str, path: str, form: dict[str, str] | None = None) -> int:
    """The answer's status; whatever it did is undone. A stranger who is shown the way to sign in got SIGN_IN."""
    session = client.cookies.get("sessionid")
    with transaction.atomic():
        answer = (
            client.get(path) if method == "GET" else client.post(path, urlencode(form or GARBAGE), content_type=FORM)
        )
        transaction.set_rollback(True)
    if session:  # whoever signed out is signed in again
        client.cookies["sessionid"] = session.value
    to = answer.get("Location", "") if answer.status_code == 302 else ""
    if "/account/sign-in/" in to:
        return SIGN_IN
    if method == "GET" and to and path.startswith(to):
        return 405  # led a level up, see WayBack
    return answer.status_code


def test_each_page_opens_for_those_it_names_and_for_nobody_else(
    world: World, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("ERROR", "django.request")
    # Three answers of four are the page "not here", which has its own tests; drawing it would be a fifth of this one's time.
    monkeypatch.setattr("kehou.web.urls.handler404", lambda _request, exception: HttpResponseNotFound())
    clients = [signed_in(member) for member in world.cast]
    ended = world.named("a principal whose account has ended")
    end_account_of(ended, AT)
    ended.account = None
    wrong: dict[str, list[str]] = defaultdict(list)
    cells: Counter[str] = Counter()
    opened: set[str] = set()
    for route, pattern in every_route():
        ids, query, form = filled(route, world.ids)
        path = address(route, ids) + query
        methods = ("POST",) if tried(clients[0], "GET", path) == 405 else ("GET", "POST")
        for member, client in zip(world.cast, clients, strict=True):
            may = world.may(member, pattern)
            for method in methods:
                status = tried(client, method, path, form)
                cells["may" if may else "may not"] += 1
                if may and status not in (404, 405):
                    opened.add(route)
                shut = {SIGN_IN, 405} if member.account is None else SHUT
                if status == SIGN_IN and may and member.account is None:
                    continue  # the first page of all leads a stranger to sign-in
                if status not in (OPENED if may else shut):
                    wrong[f"{method} {route} {'may' if may else 'may not'}, got {status}"].append(member.name)
    never = {route for route, _ in every_route()} - opened
    with capsys.disabled():
        print(f"\n{sum(cells.values())} cells: {dict(cells)}; {len(opened)} routes seen open")  # noqa: T201
    assert not wrong, "\n".join(f"{what}: {len(who)} ({', '.join(who[:3])})" for what, who in wrong.items())
    assert never == set(NOT_IN_THIS_WORLD), "a door that is never seen open is not known to be one"


def test_a_row_of_another_school_is_like_one_that_does_not_exist(world: World) -> None:
    """The right school or child in an address opens no row that belongs to another one: nothing happens, nothing shows."""
    wrong = []
    for route, pattern in every_route():
        for name in re.findall(r"<\w+:(\w+_id)>", route)[1:]:
            foreign, nothing = ({**world.ids, name: row} for row in (world.far[name], NO_ROW))
            member = next((m for m in world.cast if m.account is not None and world.may(m, pattern)), None)
            if member is None or declared(pattern)[0].name == "anyone":
                continue
            client = signed_in(member)
            for method in ("GET", "POST"):
                before = looked_at(client, method, address(route, nothing))
                if looked_at(client, method, address(route, foreign)) != before or "audit" in before:
                    wrong.append(f"{method} {route} with a foreign {name}: {member.name} got {before[0]}")
    assert not wrong, "\n".join(wrong)


def looked_at(client: Client, method: str, path: str) -> tuple[int, str, str]:
    """Status, text without what differs from form to form, and whether a deed was done."""
    deeds = AuditEvent.objects.count()
    with transaction.atomic():
        answer = client.get(path) if method == "GET" else client.post(path, GARBAGE)
        done = "audit" if AuditEvent.objects.count() != deeds else ""
        transaction.set_rollback(True)
    return answer.status_code, re.sub(r"[\w-]{22,}", "…", answer.content.decode(errors="replace")), done


def test_the_oracle_tells_a_door_that_is_open_from_one_that_is_shut(world: World) -> None:
    """Negative control: the cast has somebody for each side of a declaration, and the walk sees both."""
    keeper, head = world.named("gate of the own school"), world.named("coordinator of the own school")
    plan, path = "coordinator or principal at school_id", address("school/<school:school_id>/plan/", world.ids)
    assert expected(plan, head, world.ids) and not expected(plan, keeper, world.ids)
    assert tried(signed_in(head), "GET", path) == 200
    assert tried(signed_in(keeper), "GET", path) == 404
    assert tried(Client(), "GET", path) == SIGN_IN
