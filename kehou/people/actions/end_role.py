"""A role ends; from the next request on it opens nothing (I21)."""

from django.apps import apps

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.people.models import Role
from kehou.people.permits import may_end_role


@action(allow=[may_end_role])
def end_role(act: Act, *, role_id: int) -> None:
    """Errors: NotYours; Refusal last_one: a school keeps at least one coordinator or principal."""
    role = lock_row(Role, role_id)
    if role.until is not None:
        raise NotYours
    keepers = ("coordinator", "principal")
    if role.role in keepers and role.school_id:
        lock_row(apps.get_model("org.School"), role.school_id)  # two may leave in the same instant
        left = Role.objects.filter(school_id=role.school_id, role__in=keepers, until=None).exclude(pk=role.pk)
        if not left.exists():
            raise Refusal("last_one", "这是学校最后一位负责人，先加上接手的人再停")
    Role.objects.filter(pk=role.pk).update(until=act.at)
