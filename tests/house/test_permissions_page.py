"""docs/permissions.md says what the code declares."""

import pytest

from kehou.commands.permissions import PLACE, matrix, pages


@pytest.mark.invariant("I15")
def test_the_page_of_permissions_is_what_the_code_declares() -> None:
    assert PLACE.read_text(encoding="utf-8") == matrix(), "write it anew: .venv/bin/kehou permissions --write"


@pytest.mark.invariant("I15")
def test_every_page_of_the_router_is_on_it() -> None:
    text = PLACE.read_text(encoding="utf-8")
    assert not [route for route, _, _ in pages() if f"`/{route}`" not in text]
