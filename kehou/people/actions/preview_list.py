"""An uploaded list has been read: keep its preview, or why it cannot be read."""

from typing import Any

from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system
from kehou.people.models import Import


@action(allow=[system])
def preview_list(
    act: Act, *, school_id: int, import_id: int, counts: dict[str, int], rows: dict[str, Any], content: str
) -> None:
    """content: what is written once the preview is confirmed, in the file's place; "" where nothing can be written."""
    reading = Import.objects.filter(pk=import_id, school_id=school_id, state="reading")
    reading.update(state="preview", counts=counts, diff=rows, content=content)


@action(allow=[system])
def give_up_list(act: Act, *, school_id: int, import_id: int, says: str) -> None:
    """A list that could not be read at all; nothing of it is kept."""
    reading = Import.objects.filter(pk=import_id, school_id=school_id, state="reading")
    reading.update(state="unreadable", says=says[:300], content="")
