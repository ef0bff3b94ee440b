"""Adults who work at the school and have never signed in get their one-time codes, to be printed on slips."""

from django.db.models import Q

from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people.actions.invite_account import write_invitation
from kehou.people.models import Role, StaffMember
from kehou.people.permits import at_school, live


@action(allow=[at_school("coordinator", "principal")])
def issue_invitations(act: Act, *, school_id: int, account_ids: list[int]) -> dict[str, str]:
    """Account id (as text) → its fresh code; earlier unused codes of these people are void.

    Left out: who has a password already, and who has a role elsewhere too (as in renew_invitation).
    The answer is not replayed: a page that prints slips calls this without a form key.
    """
    here = StaffMember.objects.filter(live(act.at), school_id=school_id, account_id__in=account_ids)
    people = [row.account for row in here.select_related("account").order_by("pk") if row.account]
    found = {account.pk: account for account in people}
    elsewhere = Role.objects.filter(live(act.at), ~Q(school_id=school_id) | Q(school_id=None), account_id__in=found)
    kept_out = set(elsewhere.values_list("account_id", flat=True))
    return {
        str(key): write_invitation(act, account.pk)
        for key, account in found.items()
        if account.ended_at is None and not account.has_come and key not in kept_out
    }
