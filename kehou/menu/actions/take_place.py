"""The counter of a section's places, moved only within a deed of a later room (I1).

One statement decides: the condition and the database's own check hold even where nobody locks.
"""

from django.db.models import F

from kehou.menu.models import Section


def take_place(section_id: int) -> bool:
    """Count one place more, if the section is open and has one; whether it did. SQL: 1."""
    free = Section.objects.filter(pk=section_id, state="open", taken__lt=F("capacity"))
    return bool(free.update(taken=F("taken") + 1))


def give_back_place(section_id: int) -> None:
    """Count one place less. SQL: 1."""
    Section.objects.filter(pk=section_id, taken__gt=0).update(taken=F("taken") - 1)


def set_places(taken: dict[int, int]) -> None:
    """Set the counters of many sections at once, after a draw decided them all. SQL: one a section."""
    for section_id, count in taken.items():
        Section.objects.filter(pk=section_id).update(taken=count)
