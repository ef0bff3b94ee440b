"""A school has one more campus (校区)."""

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system
from kehou.org.models import Campus
from kehou.org.permits import office_or_officer


@action(allow=[system, office_or_officer])
def add_campus(act: Act, *, school_id: int, name: str) -> int:
    """Errors: Refusal unnamed, named_twice."""
    name = name.strip()
    if not name:
        raise Refusal("unnamed", "请填校区名称", fields={"name": "请填校区名称"})
    if Campus.objects.filter(school_id=school_id, name=name).exists():
        raise Refusal("named_twice", f"{name}已经有了", fields={"name": "已经有了"})
    return Campus.objects.create(school_id=school_id, name=name).pk
