"""A draw nobody can steer: the secret is fixed before wishes close, and everyone can work out the numbers after.

Before: publish `commitment(secret)`. After: publish the secret. The numbers follow from it and the pseudonyms alone.
A secret of 32 random bytes written in hex cannot be guessed from its hash; "2026" can.
"""

import hashlib
from collections.abc import Iterable

CONSTRUCTION = "sort by sha256(seed + '|' + student), utf-8; the first gets number 1"


def commitment(secret: str) -> str:
    """What is published before wishes close: sha256 of the secret's UTF-8 bytes, 64 hex digits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def seed_from(secret: str, public: str = "") -> str:
    """The seed: the secret, joined to a value nobody knew when it was committed (dice on camera), if any."""
    return f"{secret}|{public}" if public else secret


def ticket(seed: str, student: str) -> str:
    """What decides a child's number, 64 hex digits: the smallest has number 1."""
    return hashlib.sha256(f"{seed}|{student}".encode()).hexdigest()


def numbers(seed: str, students: Iterable[str]) -> dict[str, int]:
    """Lottery numbers 1 … n: every order is equally likely for whoever does not know the seed.

    A hash of 256 bits decides; two equal ones have never been seen, and would fall to the smaller id.
    """
    in_order = sorted(set(students), key=lambda student: (ticket(seed, student), student))
    return {student: number for number, student in enumerate(in_order, start=1)}
