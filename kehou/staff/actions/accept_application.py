"""The school takes a teacher's offer (五.1)."""

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.kernel.outbox import tell
from kehou.kernel.secrets import opaque_id
from kehou.people import queries as people
from kehou.people.permits import at_school_of
from kehou.staff.models import Application


@action(allow=[at_school_of("staff.Application", "application_id", "coordinator", "principal")])
def accept_application(act: Act, *, application_id: int) -> None:
    """Only an accepted offer lets a teacher be rostered (五.2). Errors: application_gone, staff_left."""
    row = lock_row(Application, application_id)
    if row.state == "accepted":
        return
    if row.state == "withdrawn":
        raise Refusal("application_gone", "这位老师已经退出申报，不能选定", clause="二.1")
    adults = people.staff(row.school_id, act.at, ids=[row.staff_id])
    if not adults:
        raise Refusal("staff_left", "这位老师已经不在学校的名册里")
    row.state, row.decided_at = "accepted", act.at
    row.save(update_fields=["state", "decided_at"])
    tell(
        act,
        [account for account in (adults[0].account_id,) if account],
        kind="application_accepted",
        title="学校选定了您的课后服务申报",
        body="排班定下来以后，您的课表里会出现具体的教学班。想退出，随时可以在申报页退出。",
        link=f"/teacher/{opaque_id('school', row.school_id)}/apply/",
        school_id=row.school_id,
    )
