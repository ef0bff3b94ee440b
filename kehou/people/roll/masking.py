"""What may be shown of a protected value outside its own page. Source: guarantees §5, invariant I16."""


def mask_id(text: str) -> str:
    """An ID or document number: the first three and the last four stay. "150***********1234"."""
    return _middle(text, head=3, tail=4)


def mask_phone(text: str) -> str:
    """A phone number: "154****8000"."""
    return _middle(text, head=3, tail=4)


def mask_name(text: str) -> str:
    """A name outside its class: 张*明, 张*; longer names keep the first and the last character."""
    if len(text) < 3:
        return text[:1] + "*" * (len(text) - 1)
    return text[0] + "*" * (len(text) - 2) + text[-1]


def _middle(text: str, *, head: int, tail: int) -> str:
    # A short value would be readable from its ends alone: then nothing of it is shown.
    if len(text) < head + tail + 3:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]
