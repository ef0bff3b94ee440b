"""A room of a campus."""

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.menu.models import Room
from kehou.org import queries as org
from kehou.org.rows import scope
from kehou.people.permits import at_school


@action(allow=[at_school("coordinator", "principal")])
def add_room(act: Act, *, school_id: int, campus_id: int, name: str, capacity: int, floor: str = "") -> int:
    """capacity: children who may be in it at once. Errors: NotYours for another school's campus; room_unnamed,
    room_capacity, room_named_twice."""
    if campus_id not in {campus.id for campus in org.school(school_id).campuses}:
        raise NotYours
    name = name.strip()
    if not name or len(name) > 30:
        raise Refusal("room_unnamed", "请写教室的名字，30 个字以内", fields={"name": "请写 1 到 30 个字"})
    if not 1 <= capacity <= 2000:
        raise Refusal("room_capacity", "能容纳的人数请填 1 到 2000", fields={"capacity": "请填 1 到 2000"})
    if Room.objects.filter(school_id=school_id, campus_id=campus_id, name=name).exists():
        raise Refusal("room_named_twice", f"已经有叫“{name}”的教室了", fields={"name": "换一个名字"})
    row = Room.objects.create(
        **scope(school_id), campus_id=campus_id, name=name, capacity=capacity, floor=floor.strip()[:20]
    )
    return row.pk
