"""A guardian takes back the word that a child may go home alone."""

from kehou.day.locking import lock_child
from kehou.day.models import SoloLeave
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people.permits import guardian_of


@action(allow=[guardian_of("child_id")])
def stop_solo(act: Act, *, child_id: int) -> None:
    """Any guardian's no is enough: every standing word ends."""
    lock_child(child_id)
    SoloLeave.objects.filter(pupil_id=child_id, until=None).update(until=act.at)
