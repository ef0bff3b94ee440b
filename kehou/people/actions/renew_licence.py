"""An institution's licence and its place on the list as they stand now (附.7)."""

from datetime import date

from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.people.models import Provider
from kehou.people.permits import at_school_of


@action(allow=[at_school_of("people.Provider", "provider_id", "coordinator", "principal")])
def renew_licence(act: Act, *, provider_id: int, listed: bool, licence_until: date | None) -> None:
    """What ends stops by itself: nobody of an institution without a licence in force may be in charge on that day."""
    row = lock_row(Provider, provider_id)
    row.listed, row.licence_until = listed, licence_until
    row.save(update_fields=["listed", "licence_until"])
