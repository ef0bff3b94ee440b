"""The classes of a school, seated: whoever joined is in its class's sections (附.2, 七.4a)."""

from kehou.enrol.actions.class_seats import seat_in_class
from kehou.enrol.queries import joined
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system
from kehou.people import queries as people
from kehou.people.permits import at_school


@action(allow=[system, at_school("coordinator", "principal")])
def seat_class(act: Act, *, school_id: int, term_id: int) -> int:
    """Seat every joined child that is not yet in its class's sections; returns how many seats are new. Idempotent."""
    children = people.pupils(school_id, ids=joined(school_id, term_id, act.at))
    return seat_in_class(act, school_id=school_id, term_id=term_id, children=children)
