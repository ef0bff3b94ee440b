"""A family lines up for a full section after the draw, behind whoever waits already (候补)."""

from django.db import IntegrityError, transaction
from django.db.models import Max

from kehou.enrol.actions.seating import offer_next, wanted_and_own
from kehou.enrol.locking import lock_child
from kehou.enrol.models import Waiting
from kehou.enrol.queries import claim_standing
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org.rows import scope
from kehou.people.permits import guardian_of


@action(allow=[guardian_of("child_id")])
def join_waiting(act: Act, *, child_id: int, term_id: int, section_id: int) -> int:
    """Returns the place in the line; where a place is free already, it is offered at once.

    Errors, in this order: not_joined (二.1), not_offered, round_open, already_seated, waits_already.
    """
    child = lock_child(child_id)
    standing = claim_standing(child_id, child.school_id, term_id, section_id)
    if not standing.joins:
        raise Refusal("not_joined", "先确认自愿参加，再选课", clause="二.1")
    section, _ = wanted_and_own(child.school_id, term_id, section_id, standing.seated_in)
    if section is None or not section.course_key or child.grade not in section.grades:
        raise Refusal("not_offered", "这门课现在不能排候补")
    if standing.drawing:
        raise Refusal("round_open", "这一轮选课还没有摇号，摇号以后再排候补")
    if section_id in standing.seated_in:
        raise Refusal("already_seated", f"孩子已经在{section.name}了")
    line = Waiting.objects.filter(section_id=section_id)
    place = (line.aggregate(last=Max("place"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            Waiting.objects.create(
                **scope(child.school_id),
                term_id=term_id,
                section_id=section_id,
                pupil_id=child_id,
                place=place,
                state="waiting",
            )
    except IntegrityError as error:
        raise Refusal("waits_already", "已经在候补了") from error
    offer_next(act, section_id)
    return place
