"""What was said without a name is handed on by night: whoever is told cannot tell when it came."""

from datetime import datetime

from kehou.kernel.act import by_system
from kehou.kernel.jobs import Tick
from kehou.review.actions.empty_letter_box import empty_letter_box
from kehou.review.queries.complaints import letter_boxes


def run(at: datetime) -> int:
    act = by_system("empty_letter_boxes", at)
    return sum(empty_letter_box(act, school_id=school_id) for school_id in letter_boxes(act.today))


TICK = Tick("empty_letter_boxes", 600, run)
