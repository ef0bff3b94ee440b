"""Children who joined are seated in their class's section of each block: no choice, no draw (附.2, 七.4a)."""

from collections import Counter

from kehou.enrol.actions.seating import times_of
from kehou.enrol.models import Seat, SeatTime
from kehou.enrol.queries import joined
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system
from kehou.menu import queries as menu
from kehou.menu.actions.take_place import take_place
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.people.permits import at_school


@action(allow=[system, at_school("coordinator", "principal")])
def seat_class(act: Act, *, school_id: int, term_id: int) -> int:
    """Seat every joined child that is not yet in its class's sections; returns how many seats are new.

    A class's section has room for its class; if it is full, the child stays on the list of the unplaced (二.3).
    """
    sections = [s for s in menu.sections(school_id, term_id) if s.block_index is not None]
    children = people.pupils(school_id, ids=joined(school_id, term_id, act.at))
    have = set(
        Seat.objects.filter(school_id=school_id, term_id=term_id)
        .exclude(state="released")
        .values_list("section_id", "pupil_id")
    )
    rows, infos = [], []
    for section in sections:
        for child in children:
            wanted = child.grade in section.grades and section.class_no in (None, child.class_no)
            if wanted and (section.id, child.id) not in have and take_place(section.id):
                rows.append(
                    Seat(
                        **scope(school_id),
                        term_id=term_id,
                        section_id=section.id,
                        pupil_id=child.id,
                        state="confirmed",
                        how="class",
                        since=act.at,
                    )
                )
                infos.append(section)
    Seat.objects.bulk_create(rows, batch_size=1000)
    times = [t for row, info in zip(rows, infos, strict=True) for t in times_of(row, info)]
    SeatTime.objects.bulk_create(times, batch_size=1000)
    return sum(Counter(row.section_id for row in rows).values())
