"""The counter of a section's places, moved only within a deed of a later room (I1).

One statement decides: the condition and the database's own check hold even where nobody locks.
"""

from django.db.models import F

from kehou.kernel import sql
from kehou.menu.models import Section

_TAKE = """
    UPDATE menu_section SET taken = taken + 1 WHERE id = %s AND state = 'open' AND taken < capacity RETURNING id
"""


def take_place(section_id: int) -> bool:
    """Count one place more, if the section is open and has one; whether it did. SQL: 1."""
    return bool(sql.rows(_TAKE, section_id))


def take_places(section_id: int, count: int) -> int:
    """Count as many places more as there are, at most `count`; returns how many. SQL: 1 where all fit."""
    if Section.objects.filter(pk=section_id, state="open", taken__lte=F("capacity") - count).update(
        taken=F("taken") + count
    ):
        return count
    for place in range(count):
        if not take_place(section_id):
            return place
    return count


def give_back_place(section_id: int) -> None:
    """Count one place less. SQL: 1."""
    Section.objects.filter(pk=section_id, taken__gt=0).update(taken=F("taken") - 1)


def add_places(taken: dict[int, int]) -> None:
    """Count what a draw decided, in order of sections. SQL: one a section.

    Errors: IntegrityError where a capacity went below it meanwhile; the draw is then tried again.
    """
    for section_id, count in sorted(taken.items()):
        Section.objects.filter(pk=section_id).update(taken=F("taken") + count)
