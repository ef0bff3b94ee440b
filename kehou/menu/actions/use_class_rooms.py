"""Class sections meet in their own classrooms, unless the school says otherwise: one step for a whole school."""

from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.menu.models import Room, Section
from kehou.menu.naming import class_name
from kehou.org import queries as org
from kehou.org.rows import scope
from kehou.people.permits import at_school


@action(allow=[at_school("coordinator", "principal")])
def use_class_rooms(act: Act, *, school_id: int, term_id: int) -> int:
    """Give each class's section without a room the room of its class, added at the first campus where it is missing.

    Returns how many sections got a room. A room that the school named so before keeps its floor and capacity.
    """
    campus = org.school(school_id).campuses[0]
    rooms = {room.name: room for room in Room.objects.filter(school_id=school_id)}
    waiting = Section.objects.filter(school_id=school_id, term_id=term_id, state="open", room=None)
    sections = list(waiting.exclude(class_no=None).order_by("number"))
    for section in sections:
        name = f"{class_name(section.grades[0], section.class_no or 0)}教室"
        if name not in rooms:
            rooms[name] = Room.objects.create(
                **scope(school_id), campus_id=campus.id, name=name, capacity=section.capacity
            )
        section.room = rooms[name]
    Section.objects.bulk_update(sections, ["room"])
    return len(sections)
