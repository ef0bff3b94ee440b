"""Health words about a child are erased when the term they were needed in is over."""

from kehou.day.retention import ended_notes
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import News, tell_each
from kehou.kernel.permit import system
from kehou.kernel.secrets import opaque_id
from kehou.people import queries as people

BATCH = 500


@action(allow=[system])
def forget_safety_notes(act: Act) -> int:
    """How many. Their guardians hear it, and that they write again for a new term; that there was a note stays."""
    ending = list(ended_notes(act.at).values_list("pk", "pupil_id", "pupil__name")[:BATCH])
    told = people.guardian_accounts([child for _, child, _ in ending], act.at)
    news = [
        News(
            accounts,
            f"{people.given_name(name)}的安全提示已删掉",
            "学期结束满 30 天，系统不再留着。新学期还需要老师知道，请再写一次。",
            once=f"note_gone:{note}",
            link=f"/family/{opaque_id('pupil', child)}/safety/",
        )
        for note, child, name in ending
        if (accounts := told.get(child))
    ]
    tell_each(act, news, kind="safety_note")
    return ended_notes(act.at).filter(pk__in=[note for note, *_ in ending]).update(text="", ended_at=act.at)
