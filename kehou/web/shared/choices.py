"""Choices of a form that are known only when the page is asked for."""

from collections.abc import Iterable
from typing import Any

from django.forms import ChoiceField, Form


def offer(form: Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Let the field `name` choose from (value, label). Errors: TypeError where it is no field of choices."""
    field = form.fields[name]
    if not isinstance(field, ChoiceField):
        raise TypeError(f"{name} is no field of choices")
    field.choices = list(choices)
