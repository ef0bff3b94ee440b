"""Hand a decided version to the district for filing."""

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import tell
from kehou.kernel.secrets import opaque_id
from kehou.org.rows import scope
from kehou.people.permits import at_school
from kehou.people.queries import officers
from kehou.plan.documents import digest_of
from kehou.plan.judging import judge_document
from kehou.plan.models import Filing
from kehou.plan.versions import demand_open, is_decided, lock_version


@action(allow=[at_school("coordinator", "principal")])
def submit_plan(act: Act, *, school_id: int, version_id: int) -> int:
    """Returns the filing's id.

    Errors, in this order: Refusal where the version is not open; where the parents' committee has not passed exactly
    this text; where a blocking problem stands.
    """
    version = lock_version(school_id, version_id)
    demand_open(version)
    if not is_decided(version):
        raise Refusal(
            "not_decided",
            f"家委会还没有通过第{version.number}版现在的内容，不能报备案",
            clause="八.3b",
            satisfied_by="送家委会表决，通过以后再报",
        )
    judgement = judge_document(
        version.document,
        school_id=school_id,
        district_id=version.district_id,
        term_id=version.term_id,
        today=act.today,
    )
    if judgement.blocks:
        first = judgement.blocks[0]
        raise Refusal(
            "problems_before_filing",
            f"还有 {len(judgement.blocks)} 个必须解决的问题，不能报备案。第一个：{first.says}",
            clause=first.clause,
            satisfied_by=first.satisfied_by,
        )
    version.state = "submitted"
    version.submitted_at = version.changed_at = act.at
    version.digest = digest_of(version.document)
    version.save()
    filing = Filing.objects.create(**scope(school_id), version=version, submitted_at=act.at, state="pending")
    school = version.document["school"]["name"]
    tell(
        act,
        officers(version.district_id, act.at),
        kind="plan_submitted",
        title=f"{school}报来实施方案第{version.number}版",
        body=f"{version.title or '请审阅'}。请备案或退回。",
        link=f"/authority/schools/{opaque_id('school', school_id)}/filings/{opaque_id('filing', filing.pk)}/",
        school_id=school_id,
        once=f"submitted:{filing.pk}",
    )
    return filing.pk
