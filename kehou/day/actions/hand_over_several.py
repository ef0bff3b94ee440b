"""Several families stand at the door at once: their children are handed over in one deed (交接离校, I11).

Each child is judged by the same rules as when it leaves alone; one that may not go stops the whole deed, and nothing is
written, so that nobody believes a child handed over that was not. Only the plain cases come here: a live guardian, or
alone with a standing word. A named collector, a code or an exception is one child at a time (hand_over).
"""

from collections.abc import Mapping

from kehou.day import release
from kehou.day.actions import sounding
from kehou.day.actions.hand_over import left_words
from kehou.day.actions.marking import record
from kehou.day.locking import lock_children, lock_session
from kehou.day.models import Presence, SoloLeave
from kehou.day.permits import gate, leads, on_duty
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.clock import LOCAL
from kehou.kernel.outbox import News, tell_each
from kehou.kernel.secrets import opaque_id
from kehou.people import queries as people


@action(allow=[on_duty(), leads, gate])
def hand_over_several(act: Act, *, session_id: int, to: Mapping[int, int | None]) -> int:
    """to: child → guardianship of the guardian who stands there, or None: it goes alone. Returns how many left.

    SQL: about 12, and one a child. Refusals, in order: session_cancelled, day_closed, not_there; then the first
    child's that may not go: custody_block, not_a_guardian · too_young, no_solo_word.
    """
    lock_children(to)
    session = lock_session(session_id)
    rows = {row.pupil_id: row for row in Presence.objects.filter(session=session, pupil_id__in=to)}
    if any(row.state != "present" or row.out_at is not None for row in rows.values()) or len(rows) != len(to):
        raise Refusal("not_there", "有学生现在不在这个班，请看一下名单上的去向")
    children = {child.id: child for child in people.pupils(session.school_id, ids=to)}
    guardians = people.guardians(list(to), act.at)
    blocked = release.blocked_names(to, act.at)
    alone = set(
        SoloLeave.objects.filter(pupil_id__in=to, since__lte=act.at, until=None).values_list("pupil_id", "given_by_id")
    )
    details: dict[int, dict[str, int | str]] = {}
    for child_id, guardianship in to.items():
        own = guardians.get(child_id, [])
        names = blocked.get(child_id, frozenset())
        if guardianship is not None:
            who = next((g.name for g in own if g.id == guardianship), None)
            release.demand_guardian(release.Case(children[child_id].grade, names, guardian=who))
            details[child_id] = {"to": "guardian", "guardianship_id": guardianship}
        else:
            word = any((child_id, account) in alone for account in release.words_that_count(own, names))
            release.demand_solo(release.Case(children[child_id].grade, names, solo_word=word))
            details[child_id] = {"to": "self"}
    record(act, list(rows.values()), "hand_over", details)
    sounding.settle(act, session.pk, "not_collected", list(to))
    clock = f"{act.at.astimezone(LOCAL):%H:%M}"
    tell_each(
        act,
        [
            News(
                sorted(release.words_that_count(guardians.get(child_id, []), blocked.get(child_id, frozenset()))),
                *left_words(child.name, session.section.name, clock, alone=details[child_id]["to"] == "self"),
                once=f"out:{session.pk}:{child_id}",
                link=f"/family/{opaque_id('pupil', child_id)}/today/",
            )
            for child_id, child in children.items()
        ],
        kind="handed_over",
        school_id=session.school_id,
    )
    return len(to)
