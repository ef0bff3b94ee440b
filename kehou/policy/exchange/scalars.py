"""A plan's single values: a node → the value, or None where it says no such thing."""

import re
from collections.abc import Callable
from datetime import date

from kehou.ground.fen import Fen, fen_from_yuan
from kehou.ground.minute import Minute, minute_from_text
from kehou.policy.exchange.as_typed import in_ascii, iso_date
from kehou.policy.exchange.yaml_tree import Node, integer_of

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def one_of(known: tuple[str, ...]) -> Callable[[Node], str | None]:
    return lambda node: node.text if node.text in known else None


def grade_of(allowed: frozenset[int]) -> Callable[[Node], int | None]:
    def read(node: Node) -> int | None:
        value = integer_of(node)
        return value if value in allowed else None

    return read


def date_of(node: Node) -> date | None:
    text = iso_date(node.text)
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def minute_of(node: Node) -> Minute | None:
    try:
        return minute_from_text(in_ascii(node.text)) if node.quoted else None
    except ValueError:
        return None


def fen_of(node: Node) -> Fen | None:
    try:
        amount = fen_from_yuan(in_ascii(node.text)) if node.quoted else None
    except ValueError:
        return None
    return amount if amount is not None and amount >= 0 else None
