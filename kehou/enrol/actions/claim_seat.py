"""A family takes an open place after the draw (补选). The hot path: two questions, one conditional update, two inserts."""

from kehou.enrol.actions.seating import demand_no_clash, wanted_and_own, write_seat
from kehou.enrol.locking import lock_child
from kehou.enrol.queries import claim_standing
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.menu.actions.take_place import take_place
from kehou.people.permits import guardian_of


@action(allow=[guardian_of("child_id")])
def claim_seat(act: Act, *, child_id: int, term_id: int, section_id: int) -> int:
    """Take a place in a section that nobody waits for. Returns the seat.

    Locks the child, then counts the place by one conditional update: of the last place one family gets it (I1), and a
    child gets one place at a time (I2).
    Errors, in this order: not_joined (二.1), not_offered, not_for_grade, round_open, others_wait, already_seated, clash,
    section_full (二.3).
    """
    child = lock_child(child_id)
    standing = claim_standing(child_id, child.school_id, term_id, section_id)
    if not standing.joins:
        raise Refusal("not_joined", "先确认自愿参加，再选课", clause="二.1", satisfied_by="在“自愿参加确认”里点参加。")
    section, own = wanted_and_own(child.school_id, term_id, section_id, standing.seated_in)
    if section is None or not section.course_key:
        raise Refusal("not_offered", "这门课已经不在菜单里")
    if child.grade not in section.grades:
        raise Refusal("not_for_grade", f"{section.name}不对这个年级开放")
    if standing.drawing:
        raise Refusal("round_open", "这一轮选课还没有摇号，摇号以后再补选")
    if standing.others_wait:
        says = f"{section.name}有孩子在候补，空出的名额按候补顺序给"
        raise Refusal("others_wait", says, satisfied_by="可以排候补。")
    demand_no_clash(act, section, own)
    if not take_place(section_id):
        raise Refusal(
            "section_full", f"{section.name}的名额已满", clause="二.3", satisfied_by="可以排候补，有人退出按顺序递补。"
        )
    return write_seat(act, section, school_id=child.school_id, term_id=term_id, child_id=child_id, how="claim")
