"""A teacher's offer ends. Done by the roster's `step_back`, so that no duty outlives the offer it rests on."""

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.kernel.permit import system
from kehou.staff.models import Application


@action(allow=[system])
def withdraw_application(act: Act, *, application_id: int) -> None:
    """Errors: application_gone where it was withdrawn already."""
    row = lock_row(Application, application_id)
    if row.state == "withdrawn":
        raise Refusal("application_gone", "您已经退出了这学期的课后服务", clause="二.1")
    row.state, row.withdrawn_at = "withdrawn", act.at
    row.save(update_fields=["state", "withdrawn_at"])
