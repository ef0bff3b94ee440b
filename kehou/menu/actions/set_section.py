"""Where a section meets, how many it holds, how few it needs."""

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.menu.models import Meet, Room, Section
from kehou.people.permits import at_school_of


@action(allow=[at_school_of("menu.Section", "section_id", "coordinator", "principal")])
def set_section(
    act: Act, *, section_id: int, room_id: int | None = None, capacity: int | None = None, minimum: int | None = None
) -> None:
    """Set what is given; None leaves as it is. capacity, minimum: children.

    Errors, in this order: NotYours for another school's room; section_closed; capacity_above_plan (附.1);
    capacity_below_taken; minimum_above_capacity; room_too_small; room_taken.
    """
    section = lock_row(Section, section_id)
    room = section.room
    if room_id is not None:
        room = lock_row(Room, room_id)
        if room.school_id != section.school_id:
            raise NotYours
    if section.state != "open":
        raise Refusal("section_closed", f"{section.name}已经停开，不能再改")
    section.capacity = section.capacity if capacity is None else capacity
    section.minimum = section.minimum if minimum is None else minimum
    section.room = room
    _demand_sound(section)
    if room_id is not None:
        _demand_free(section, act)
    section.save(update_fields=["room", "capacity", "minimum"])


def _demand_sound(section: Section) -> None:
    course, room = section.course, section.room
    if course is not None and section.capacity > course.capacity:
        raise Refusal(
            "capacity_above_plan",
            f"备案的方案里{course.name}每班 {course.capacity} 人，填的是 {section.capacity} 人",
            clause="附.1",
            satisfied_by="不超过备案的人数；要放宽，先报新的一版方案",
            fields={"capacity": f"最多 {course.capacity} 人"},
        )
    if section.capacity < max(section.taken, 1):
        says = f"{section.name}已经有 {section.taken} 名学生，名额不能再少"
        raise Refusal("capacity_below_taken", says, fields={"capacity": f"至少 {max(section.taken, 1)} 人"})
    if section.minimum > section.capacity:
        says = "最少开班人数不能比名额多"
        raise Refusal("minimum_above_capacity", says, fields={"minimum": f"最多 {section.capacity} 人"})
    if room is not None and room.capacity < section.taken:
        says = f"{room.name}只能容纳 {room.capacity} 人，{section.name}已经有 {section.taken} 名学生"
        raise Refusal("room_too_small", says, fields={"room": f"换一间能容纳 {section.taken} 人的教室"})
    if room is not None and course is not None and room.capacity < section.capacity:
        says = f"{room.name}只能容纳 {room.capacity} 人，{section.name}有 {section.capacity} 个名额"
        raise Refusal("room_too_small", says, fields={"room": f"换一间能容纳 {section.capacity} 人的教室，或减少名额"})


def _demand_free(section: Section, act: Act) -> None:
    others = Meet.objects.filter(section__room=section.room, section__state="open", until_date__gte=act.today)
    others = others.exclude(section=section).select_related("section")
    mine = list(Meet.objects.filter(section=section, until_date__gte=act.today))
    for other in others:
        for meet in mine:
            if (
                other.weekday == meet.weekday
                and other.starts < meet.ends
                and meet.starts < other.ends
                and max(other.from_date, meet.from_date) <= min(other.until_date, meet.until_date)
            ):
                says = f"{section.room.name if section.room else ''}这个时间已经排了{other.section.name}"
                raise Refusal("room_taken", says, fields={"room": "换一间空着的教室"})
