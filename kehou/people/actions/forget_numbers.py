"""The ID number of a child that left is forgotten a term later."""

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system
from kehou.people.retention import numbers_of_former_pupils


@action(allow=[system])
def forget_numbers(act: Act) -> int:
    """How many. What it was found by goes too; the column is unique, so the row's own id takes its place."""
    index = Concat(Value("left-"), Cast(F("pk"), CharField()))
    return numbers_of_former_pupils(act.at).update(id_number="", id_index=index)
