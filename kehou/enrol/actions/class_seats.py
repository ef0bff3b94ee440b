"""Children who joined in their class's sections of each block: no choice, no draw (附.2, 七.4a)."""

from collections.abc import Iterable

from kehou.enrol.actions.seating import times_of
from kehou.enrol.models import Seat, SeatTime
from kehou.kernel.act import Act
from kehou.menu import queries as menu
from kehou.menu.actions.take_place import take_places
from kehou.org.rows import scope
from kehou.people.queries import PupilInfo


def seat_in_class(act: Act, *, school_id: int, term_id: int, children: Iterable[PupilInfo]) -> int:
    """Seat those that are not yet in their class's open sections; returns how many seats are new.

    A class's section has room for its class; if it is full, the later numbers stay on the list of the unplaced (二.3).
    SQL: 6 and one for each section that gets somebody.
    """
    children = list(children)
    classes = {(child.grade, child.class_no) for child in children}
    sections = menu.class_sections(school_id, term_id, classes)
    have = set(
        Seat.objects.filter(section_id__in=[s.id for s in sections])
        .exclude(state="released")
        .values_list("section_id", "pupil_id")
    )
    seats, times = [], []
    for section in sections:
        wanted = [
            child
            for child in children
            if child.grade in section.grades
            and section.class_no in (None, child.class_no)
            and (section.id, child.id) not in have
        ]
        for child in wanted[: take_places(section.id, len(wanted))] if wanted else ():
            seat = Seat(
                **scope(school_id), term_id=term_id, section_id=section.id, pupil_id=child.id,
                state="confirmed", how="class", since=act.at,
            )  # fmt: skip
            seats.append(seat)
            times += times_of(seat, section)
    Seat.objects.bulk_create(seats, batch_size=1000)
    SeatTime.objects.bulk_create(times, batch_size=1000)
    return len(seats)
