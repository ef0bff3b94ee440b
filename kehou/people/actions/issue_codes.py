"""Activation codes for guardians, one per child, printed on slips. Only a digest is kept."""

from datetime import timedelta

from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.secrets import code_hash, one_time_code
from kehou.org.rows import scope
from kehou.people.models import ActivationCode, Pupil
from kehou.people.permits import at_school

LASTS = timedelta(days=60)


@action(allow=[at_school("coordinator", "principal")])
def issue_codes(act: Act, *, school_id: int, child_ids: list[int]) -> dict[str, str]:
    """Child id (as text) → its fresh code; earlier unused codes of these children are void.

    The answer is not replayed: a page that prints slips calls this without a form key.
    """
    children = list(
        Pupil.objects.filter(school_id=school_id, left_on=None, pk__in=child_ids).values_list("pk", flat=True)
    )
    ActivationCode.objects.filter(pupil_id__in=children, used_at=None).delete()
    codes = {child: one_time_code(8) for child in children}
    ActivationCode.objects.bulk_create(
        [
            ActivationCode(
                **scope(school_id),
                pupil_id=child,
                code_hash=code_hash("activation", code),
                issued_at=act.at,
                expires_at=act.at + LASTS,
            )
            for child, code in codes.items()
        ],
        batch_size=500,
    )
    return {str(child): code for child, code in codes.items()}
