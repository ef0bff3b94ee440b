"""What may be shown of a protected value outside its own page. Source: guarantees §5, invariant I16."""

import re

_DATE_LIKE = re.compile(r"(18|19|20|21)[0-9]{6}|[0-9]{1,4}[-/.年][0-9]{1,2}([-/.月][0-9]{1,4}日?)?")
_LONG_NUMBER = re.compile(r"[0-9０-９]{7,}[xXＸ]?")


def mask_id(text: str) -> str:
    """An ID or document number: the first three and the last four stay. "150***********1234"."""
    return _middle(text, head=3, tail=4)


def mask_phone(text: str) -> str:
    """A phone number: "154****8000"."""
    return _middle(text, head=3, tail=4)


def mask_numbers(text: str) -> str:
    """Any text, with numbers of seven digits and more masked: what stands in a wrong column may be an ID number."""
    return _LONG_NUMBER.sub(lambda number: mask_id(number[0]), text)


def mask_date(text: str) -> str:
    """A cell of a date column: what looks like a date stands as it is, for whoever has to put it right; else masked."""
    return text if _DATE_LIKE.fullmatch(text) else mask_numbers(text)


def mask_field(field: str, value: object) -> object:
    """A field's value of a record (diff.py) as a preview may show it: ID number, birth date and phones masked."""
    if field in ("id_number", "phone"):
        return mask_id(str(value))
    if field == "born":
        return "*" * len(str(value))
    if isinstance(value, list):
        return [mask_field(field, item) for item in value]
    if isinstance(value, dict):
        return {name: mask_field(name, item) for name, item in value.items()}
    return value


def _middle(text: str, *, head: int, tail: int) -> str:
    # A short value would be readable from its ends alone: then nothing of it is shown.
    if len(text) < head + tail + 3:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]
