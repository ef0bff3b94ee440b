"""A family lines up for a full section after the draw, behind whoever waits already (候补)."""

from django.db.models import Max

from kehou.enrol.actions.seating import offer_next
from kehou.enrol.models import Seat, Waiting
from kehou.enrol.queries import joined_children
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.menu import queries as menu
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.people.permits import guardian_of


@action(allow=[guardian_of("child_id")])
def join_waiting(act: Act, *, child_id: int, term_id: int, section_id: int) -> int:
    """Returns the place in the line. Errors: not_joined (二.1), not_offered, already_seated, waits_already."""
    child = people.pupil(child_id)
    if child is None:
        raise NotYours
    if child_id not in joined_children([child_id], term_id, act.at):
        raise Refusal("not_joined", "先确认自愿参加，再选课", clause="二.1")
    found = menu.sections(child.school_id, term_id, ids=[section_id])
    if not found or not found[0].course_key or child.grade not in found[0].grades:
        raise Refusal("not_offered", "这门课现在不能排候补")
    if Seat.objects.filter(section_id=section_id, pupil_id=child_id).exclude(state="released").exists():
        raise Refusal("already_seated", f"孩子已经在{found[0].name}了")
    line = Waiting.objects.filter(section_id=section_id)
    if line.filter(pupil_id=child_id, state__in=["waiting", "offered"]).exists():
        raise Refusal("waits_already", "已经在候补了")
    place = (line.aggregate(last=Max("place"))["last"] or 0) + 1
    Waiting.objects.create(
        **scope(child.school_id),
        term_id=term_id,
        section_id=section_id,
        pupil_id=child_id,
        place=place,
        state="waiting",
    )
    offer_next(act, section_id)
    return place
