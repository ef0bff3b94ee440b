"""Every route says who may open it (I15)."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from kehou.kernel.permit import Permit


def every_route(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from every_route(pattern, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern), pattern


def declared(pattern: URLPattern) -> tuple[Permit, ...] | None:
    return getattr(pattern.callback, "allow", None)


@pytest.mark.invariant("I15")
def test_a_route_without_a_declaration_is_noticed() -> None:
    from django.http import HttpResponse
    from django.urls import path

    assert declared(path("x", lambda request: HttpResponse())) is None


@pytest.mark.invariant("I15")
def test_every_route_declares_who_may_open_it() -> None:
    missing = [route for route, pattern in every_route() if not declared(pattern)]
    assert not missing


@pytest.mark.invariant("I15")
def test_every_route_has_a_name_and_ids_are_opaque() -> None:
    bad = []
    for route, pattern in every_route():
        if not pattern.name:
            bad.append(f"{route}: no name")
        if "<int:" in route:
            bad.append(f"{route}: a row id in the open")
    assert not bad
