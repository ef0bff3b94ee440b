"""The port a web server is to listen on: read from what a person typed, and why it cannot be had, in one sentence."""

import contextlib
import errno
import os
import socket

OWN = ("127.0.0.1", "localhost", "::1", "0.0.0.0", "::", "")


def asked_for() -> str:
    """What the environment says, unread: a word that is no number is told to the person, not raised."""
    return os.environ.get("PORT") or "8000"


def number(text: str) -> int | None:
    """1–65535, else None."""
    port = int(text) if text.isascii() and text.isdecimal() and len(text) <= 5 else 0
    return port if 1 <= port <= 65535 else None


def trouble(host: str, text: str, *, change: str) -> str:
    """Why nothing can listen there; "" where it can. change: how to name another port, with {port} in it."""
    port = number(text)
    if port is None:
        return f"端口要是 1 到 65535 之间的一个数，“{text}”不是。{change.format(port=8000)}"
    another = change.format(port=port + 1 if 1024 <= port < 65535 else 8000)
    if _somebody_answers(host, port):
        return _taken(port, another)
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except PermissionError:
        return f"端口 {port} 只给管理员用，这个用户用不了。{another}"
    except OSError as error:
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            return f"这台机器没有 {host} 这个地址。本机自己用请写 127.0.0.1，给别的机器也用请写 0.0.0.0。"
        return _taken(port, another)
    return ""


def _taken(port: int, another: str) -> str:
    return f"端口 {port} 已经有别的程序在用。停掉那个程序，或者{another}"


def _somebody_answers(host: str, port: int) -> bool:
    """Of this machine's own names. macOS lets two programs listen on one port, one on every address and one on
    127.0.0.1; and a browser that is told `localhost` asks ::1 first."""
    if host not in OWN:
        return False
    for name in ("127.0.0.1", "::1"):
        with contextlib.suppress(OSError), socket.create_connection((name, port), timeout=1):
            return True
    return False
