"""A family takes an open place after the draw (补选). The hot path: one conditional update, one insert."""

from kehou.enrol.actions.seating import give_seat
from kehou.enrol.models import Round, Waiting
from kehou.enrol.queries import joined_children
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.menu import queries as menu
from kehou.people import queries as people
from kehou.people.permits import guardian_of


@action(allow=[guardian_of("child_id")])
def claim_seat(act: Act, *, child_id: int, term_id: int, section_id: int) -> int:
    """Take a place in a section that nobody waits for. Returns the seat.

    Errors, in this order: not_joined (二.1), not_offered, not_for_grade, round_open, others_wait, section_full,
    already_seated, clash.
    """
    child = people.pupil(child_id)
    if child is None:
        raise NotYours
    if child_id not in joined_children([child_id], term_id, act.at):
        raise Refusal("not_joined", "先确认自愿参加，再选课", clause="二.1")
    found = menu.sections(child.school_id, term_id, ids=[section_id])
    if not found or not found[0].course_key:
        raise Refusal("not_offered", "这门课已经不在菜单里")
    if child.grade not in found[0].grades:
        raise Refusal("not_for_grade", f"{found[0].name}不对这个年级开放")
    if Round.objects.filter(school_id=child.school_id, term_id=term_id, state="open").exists():
        raise Refusal("round_open", "这一轮选课还没有摇号，摇号以后再补选")
    if Waiting.objects.filter(section_id=section_id, state__in=["waiting", "offered"]).exists():
        raise Refusal(
            "others_wait", f"{found[0].name}有孩子在候补，空出的名额按候补顺序给", satisfied_by="可以排候补。"
        )
    return give_seat(act, found[0], school_id=child.school_id, term_id=term_id, child_id=child_id, how="claim")
