"""An uploaded list is put aside, by a person or because nobody came back to it; nothing of it is kept."""

from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system
from kehou.people.models import Import
from kehou.people.permits import at_school


@action(allow=[at_school("coordinator", "principal")])
def discard_list(act: Act, *, school_id: int, import_id: int) -> None:
    rows = Import.objects.filter(pk=import_id, school_id=school_id, state__in=["reading", "preview", "unreadable"])
    if not rows.update(state="discarded", content="", diff={}):
        raise NotYours


@action(allow=[system])
def forget_list(act: Act, *, school_id: int, import_id: int, says: str) -> None:
    """A preview that nobody confirmed in time; says: to whoever looks for it."""
    rows = Import.objects.filter(pk=import_id, school_id=school_id, state="preview")
    rows.update(state="discarded", content="", diff={}, says=says[:300])
