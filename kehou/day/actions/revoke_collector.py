"""A guardian takes back who may collect the child."""

from django.db.models import Max

from kehou.day import release
from kehou.day.locking import lock_child
from kehou.day.models import Collector, Presence
from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import tell
from kehou.kernel.secrets import opaque_id
from kehou.people import queries as people
from kehou.people.permits import guardian_of


@action(allow=[guardian_of("child_id")])
def revoke_collector(act: Act, *, child_id: int, collector_id: int) -> None:
    """From the commit on nobody hands the child to this person (I11). Any guardian may do it; the others are told."""
    lock_child(child_id)
    row = Collector.objects.filter(pk=collector_id, pupil_id=child_id).first()
    child = people.pupil(child_id)
    if row is None or child is None:
        raise NotYours
    if row.revoked_at is None:
        # A hand-over that was committed while this act waited came first, whatever their clocks say.
        last = Presence.objects.filter(collector=row).aggregate(at=Max("out_at"))["at"]
        row.revoked_at = max(act.at, last or act.at)
        row.save(update_fields=["revoked_at"])
    tell(
        act, release.others(act, child_id), kind="collector_revoked", school_id=row.school_id,
        title=f"{people.given_name(child.name)}的接送人有变动", body="另一位监护人取消了一位接送人，请看一看",
        link=f"/family/{opaque_id('pupil', child_id)}/collectors/", once=f"collector-revoked:{row.pk}",
    )  # fmt: skip
