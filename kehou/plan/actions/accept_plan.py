"""The district files a plan; from then on nobody changes it."""

from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.clock import LOCAL
from kehou.kernel.outbox import tell
from kehou.kernel.secrets import opaque_id
from kehou.people.permits import over_school
from kehou.people.queries import accounts_with_role
from kehou.plan.documents import digest_of, sealed
from kehou.plan.filings import filed_before, lock_pending


@action(allow=[over_school("school_id")])
def accept_plan(act: Act, *, school_id: int, filing_id: int) -> int:
    """Returns the filed version's id; compiling it into the term's operations is the menu's deed.

    Errors: Refusal where the filing is answered already.
    Source: wuhai-2021-92 八.1; decision plan-dates.
    """
    filing, version = lock_pending(school_id, filing_id)
    earlier = filed_before(version)
    first = earlier["filed"] if earlier else filing.submitted_at.astimezone(LOCAL).date().isoformat()
    filing.state = "accepted"
    filing.decided_at = act.at
    filing.decided_by_id = act.account_id
    filing.save()
    version.document = sealed(version.document, filed=first, earlier=earlier)
    version.digest = digest_of(version.document)
    version.state = "filed"
    version.filed_at = version.changed_at = act.at
    version.save()
    tell(
        act,
        accounts_with_role(school_id, ["coordinator", "principal"], act.at),
        kind="plan_filed",
        title=f"实施方案第{version.number}版已经备案",
        body="现在可以向社会公示；公示以后才能开始选课。",
        link=f"/school/{opaque_id('school', school_id)}/plan/",
        school_id=school_id,
        once=f"filed:{filing.pk}",
    )
    return version.pk
