"""Which port: read as a person types it, refused in a sentence that says what to do."""

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from kehou.commands import ports

HOW = "换一个：make run PORT={port}"


@pytest.fixture
def taken(request: pytest.FixtureRequest) -> Iterator[int]:
    """A port on which another program listens, at the address of the test's parameter."""
    address = getattr(request, "param", "127.0.0.1")
    with closing(socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)) as other:
        try:
            other.bind((address, 0))
        except OSError:
            pytest.skip(f"this machine has no address {address}")
        other.listen()
        yield int(other.getsockname()[1])


@pytest.mark.parametrize("typed", ["abc", "", "0", "70000", "-1", "80.5", "８０００", "8000 ", "99999999999999999999"])
def test_what_is_no_port_is_told_and_not_raised(typed: str) -> None:
    says = ports.trouble("127.0.0.1", typed, change=HOW)
    assert says.startswith("端口要是 1 到 65535 之间的一个数") and says.endswith("make run PORT=8000")


@pytest.mark.parametrize("taken", ["127.0.0.1", "0.0.0.0", "::1"], indirect=True)
def test_a_port_that_answers_under_any_name_of_this_machine_is_taken(taken: int) -> None:
    """`localhost` is ::1 for a browser: it must not open another program's page there."""
    assert "已经有别的程序在用" in ports.trouble("127.0.0.1", str(taken), change=HOW)


def test_where_another_program_may_share_the_port_it_is_taken_all_the_same(
    taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On macOS a program on every address leaves 127.0.0.1 to be bound by the next."""
    monkeypatch.setattr(socket.socket, "bind", lambda self, address: None)
    assert "已经有别的程序在用" in ports.trouble("127.0.0.1", str(taken), change=HOW)


def test_a_port_of_the_administrators_is_not_called_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_self: socket.socket, _address: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refused)
    says = ports.trouble("127.0.0.1", "81", change=HOW)
    assert "只给管理员用" in says and says.endswith("make run PORT=8000")


def test_an_address_of_another_machine_is_not_called_taken() -> None:
    for host in ("203.0.113.9", "no such host"):
        assert f"没有 {host} 这个地址" in ports.trouble(host, "8000", change=HOW)


def test_a_free_port_is_no_trouble_and_the_next_one_is_named_for_a_taken_one(taken: int) -> None:
    assert f"PORT={taken + 1}" in ports.trouble("127.0.0.1", str(taken), change=HOW)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    assert ports.trouble("127.0.0.1", str(free), change=HOW) == ""


def test_what_the_environment_says_is_taken_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "abc")
    assert ports.asked_for() == "abc"
    monkeypatch.setenv("PORT", "")
    assert ports.asked_for() == "8000"
