"""Simulated people have no secrets: their passwords are hashed cheaply, by a hasher no real installation knows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import get_hashers, get_hashers_by_algorithm


@contextmanager
def cheap_passwords() -> Iterator[None]:
    """Thousands of accounts in seconds. Outside this block such a password opens nothing: its hasher is unknown there."""
    real = settings.PASSWORD_HASHERS
    _use(["django.contrib.auth.hashers.MD5PasswordHasher"])
    try:
        yield
    finally:
        _use(real)


def _use(hashers: list[str]) -> None:
    settings.PASSWORD_HASHERS = hashers
    remembered: Any
    for remembered in (get_hashers, get_hashers_by_algorithm):
        remembered.cache_clear()
