"""A guardian's standing word that a child may go home alone."""

from kehou.day import release
from kehou.day.locking import lock_child
from kehou.day.models import SoloLeave
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.people.permits import guardian_of


@action(allow=[guardian_of("child_id")])
def allow_solo(act: Act, *, child_id: int) -> int:
    """From grade 3 on, until taken back. Given twice it is given once.

    Refusals, in order: too_young, custody_block.
    """
    child = people.pupil(child_id)
    if child is None:
        raise NotYours
    if child.grade < release.SOLO_FROM_GRADE:
        raise Refusal(
            "too_young",
            "一、二年级的孩子要有人来接，不能自己走",
            clause="八.5c",
            satisfied_by="三年级起可以同意孩子自己走",
        )
    lock_child(child_id)
    blocked = release.blocked_names([child_id], act.at).get(child_id, frozenset())
    release.demand_own_word(act, people.guardians([child_id], act.at).get(child_id, []), blocked)
    row = SoloLeave.objects.filter(pupil_id=child_id, given_by_id=act.account_id, until=None).first()
    row = row or SoloLeave.objects.create(
        **scope(child.school_id), pupil_id=child_id, given_by_id=act.account_id, since=act.at
    )
    return row.pk
