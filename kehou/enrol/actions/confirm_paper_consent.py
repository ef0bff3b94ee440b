"""The guardian confirms what the school typed in from paper (二.1)."""

from kehou.enrol.models import Consent
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people.permits import guardian_of


@action(allow=[guardian_of("child_id")])
def confirm_paper_consent(act: Act, *, child_id: int, term_id: int) -> int:
    """Confirm the latest paper; from then on the child has joined. Errors: Refusal where nothing waits."""
    row = Consent.objects.filter(pupil_id=child_id, term_id=term_id).order_by("-at", "-pk").first()
    if row is None or row.by != "staff" or row.confirmed_at is not None:
        raise Refusal("nothing_to_confirm", "没有等您确认的纸质确认书", clause="二.1")
    Consent.objects.filter(pk=row.pk, confirmed_at=None).update(confirmed_at=act.at)
    return row.pk
