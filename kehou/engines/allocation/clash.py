"""Which two sections one child cannot both have: those of one slot, and, where the round knows the way between
campuses (`travel`), those of one day that leave less time between them than the way takes.
"""

from collections.abc import Iterator

from kehou.engines.allocation.round import Round, Section


def clash(round_: Round, student: str, one: Section, other: Section) -> bool:
    """Whether this child cannot have both. A section without a campus is where the child is all day."""
    if not set(one.slots).isdisjoint(other.slots):
        return True
    home = round_.students[student].campus
    is_elsewhere = (one.campus or home) != (other.campus or home)
    return any(minutes < 0 or is_elsewhere for minutes in _between(round_, one, other))


def clashes_with_block(round_: Round, student: str, section: Section) -> bool:
    """Whether a fixed block of the child, on its own campus, is in the way."""
    if any((student, slot) in round_.busy for slot in section.slots):
        return True
    if round_.travel is None:
        return False
    blocks = (Section("", (slot.id,), capacity=0) for slot in round_.slots if (student, slot.id) in round_.busy)
    return any(clash(round_, student, section, block) for block in blocks)


def ties(round_: Round, one: Section, other: Section) -> bool:
    """Whether two sections could clash for some child though they share no slot: then their slots are decided together.

    Only what the school wrote counts, no child and no wish: who takes part must not move anybody's place.
    """
    return any(minutes < 0 or one.campus != other.campus for minutes in _between(round_, one, other))


def _between(round_: Round, one: Section, other: Section) -> Iterator[int]:
    for slot in one.slots:
        near = round_.close_slots.get(slot)
        if near:
            yield from (near[there] for there in other.slots if there in near)
