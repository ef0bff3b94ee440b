"""Somebody forgot the password: a fresh one-time code, handed over in person."""

from django.db.models import Q

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import tell
from kehou.people.actions.invite_account import write_invitation
from kehou.people.models import Guardianship, Role, StaffMember
from kehou.people.permits import at_school, live


@action(allow=[at_school("coordinator", "principal")])
def renew_invitation(act: Act, *, school_id: int, account_id: int) -> str:
    """Returns the code. The old password works until the code is used; the account is told that there is one.

    A school renews only for people of its own: whoever has a role elsewhere too asks the city, so that no school can
    take over the account of somebody above it. Called without a form key: a key keeps the answer.
    Errors: NotYours; Refusal role_elsewhere.
    """
    roles = Role.objects.filter(live(act.at), account_id=account_id)
    ties = Guardianship.objects.filter(live(act.at), account_id=account_id, school_id=school_id)
    works = StaffMember.objects.filter(live(act.at), account_id=account_id, school_id=school_id)
    if not any(found.exists() for found in (roles.filter(school_id=school_id), ties, works)):
        raise NotYours
    if roles.filter(~Q(school_id=school_id) | Q(school_id=None)).exists():
        raise Refusal("role_elsewhere", "这位在别处还有岗位，邀请码要由市教育局重发", satisfied_by="请本人联系市教育局")
    code = write_invitation(act, account_id)
    tell(
        act,
        [account_id],
        kind="invitation_renewed",
        title="学校给您重发了邀请码",
        body="用它可以重设密码。不是您要的，请马上告诉学校。",
        school_id=school_id,
    )
    return code
