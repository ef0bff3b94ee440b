"""The guardian confirms what the school typed in from paper (二.1)."""

from kehou.enrol.actions.class_seats import seat_in_class
from kehou.enrol.locking import lock_child
from kehou.enrol.models import Consent
from kehou.enrol.queries import decision
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people import queries as people
from kehou.people.permits import guardian_of


@action(allow=[guardian_of("child_id")])
def confirm_paper_consent(act: Act, *, child_id: int, term_id: int) -> int:
    """Confirm the latest paper; from then on the child has joined. Errors: Refusal where nothing waits."""
    lock_child(child_id)
    paper_id = decision(child_id, term_id).paper_id
    child = people.pupil(child_id)
    if child is None:
        raise NotYours
    if paper_id is None:
        raise Refusal("nothing_to_confirm", "没有等您确认的纸质确认书", clause="二.1")
    Consent.objects.filter(pk=paper_id, confirmed_at=None).update(confirmed_at=act.at)
    seat_in_class(act, school_id=child.school_id, term_id=term_id, children=[child])
    return paper_id
