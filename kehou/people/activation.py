"""Which families have switched on their account, class by class, and which slips are still out."""

from dataclasses import dataclass

from django.db.models import Count, Q

from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.people.models import ActivationCode, Guardianship, Pupil
from kehou.people.permits import at_school, live


@dataclass(frozen=True, slots=True)
class ClassActivation:
    """children on the roll; active: with at least one guardian who has an account; out: with an unused slip in force."""

    grade: int
    class_no: int
    children: int
    active: int
    out: int


@query(allow=[at_school("coordinator", "principal")])
def activation_by_class(act: Act, *, school_id: int) -> list[ClassActivation]:
    """By grade and class. SQL: 3."""
    pupils = Pupil.objects.filter(school_id=school_id, left_on=None)
    active = Guardianship.objects.filter(live(act.at), school_id=school_id).exclude(account=None).values("pupil")
    out = ActivationCode.objects.filter(school_id=school_id, used_at=None, expires_at__gte=act.at).values("pupil")
    rows = pupils.values("grade", "class_no").annotate(
        children=Count("pk"), active=Count("pk", filter=Q(pk__in=active)), out=Count("pk", filter=Q(pk__in=out))
    )
    return [
        ClassActivation(r["grade"], r["class_no"], r["children"], r["active"], r["out"])
        for r in rows.order_by("grade", "class_no")
    ]


@query(allow=[at_school("coordinator", "principal")])
def without_account(act: Act, *, school_id: int, classes: set[tuple[int, int]]) -> list[tuple[int, int, int, str]]:
    """(child, grade, class, name) of these classes whose family has no account yet, in the order of the roll. SQL: 1."""
    active = Guardianship.objects.filter(live(act.at), school_id=school_id).exclude(account=None).values("pupil")
    rows = Pupil.objects.filter(school_id=school_id, left_on=None).exclude(pk__in=active)
    found = rows.order_by("grade", "class_no", "number").values_list("pk", "grade", "class_no", "name")
    return [row for row in found if (row[1], row[2]) in classes]
