"""Rows that are only ever added: the model refuses what a trigger refuses too."""

from typing import Any, NoReturn

from django.db import models


class Immutable(models.QuerySet[Any]):
    """Rows that are only ever added."""

    def update(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("a presence event is never changed; a correction is a new event")

    bulk_update = update

    def delete(self) -> NoReturn:
        raise TypeError("a presence event is never deleted")
