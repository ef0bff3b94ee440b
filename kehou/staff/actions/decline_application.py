"""The school does not take a teacher's offer this term (五.1)."""

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.kernel.outbox import tell
from kehou.people import queries as people
from kehou.people.permits import at_school_of
from kehou.staff.models import Application


@action(allow=[at_school_of("staff.Application", "application_id", "coordinator", "principal")])
def decline_application(act: Act, *, application_id: int) -> None:
    """An accepted offer is not taken back this way: the roster may rest on it. Errors: application_gone, accepted_already."""
    row = lock_row(Application, application_id)
    if row.state == "declined":
        return
    if row.state == "withdrawn":
        raise Refusal("application_gone", "这位老师已经退出申报", clause="二.1")
    if row.state == "accepted":
        raise Refusal("accepted_already", "已经选定的申报不能再退回；先在排班里结束这位老师的班次，再请老师退出")
    row.state, row.decided_at = "declined", act.at
    row.save(update_fields=["state", "decided_at"])
    account = next((adult.account_id for adult in people.staff(row.school_id, act.at, ids=[row.staff_id])), None)
    tell(
        act,
        [account] if account else [],
        kind="application_declined",
        title="这学期学校没有安排您的课后服务",
        body="您按正常时间上下班。下学期还可以再申报。",
        school_id=row.school_id,
    )
