"""Make a filed plan public: content, fees, and whom to tell."""

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org.rows import scope
from kehou.people.permits import at_school
from kehou.plan.models import PlanVersion, Publication
from kehou.plan.versions import lock_version


@action(allow=[at_school("coordinator", "principal")])
def publish_plan(act: Act, *, school_id: int, version_id: int) -> int:
    """Returns the publication's id; publishing twice answers the same.

    Errors: Refusal where the version is not filed, or a later one is filed already.
    Source: wuhai-2021-92 八.5b.
    """
    version = lock_version(school_id, version_id)
    if version.state != "filed":
        raise Refusal(
            "not_filed",
            f"第{version.number}版还没有备案，不能公示",
            clause="八.1",
            satisfied_by="先报区里备案",
        )
    later = PlanVersion.objects.filter(school_id=school_id, term_id=version.term_id, state="filed")
    if later.filter(number__gt=version.number).exists():
        raise Refusal(
            "later_version_filed",
            f"第{version.number}版之后又备案了新版，公示新版",
            clause="八.5b",
            satisfied_by="打开最新备案的一版，公示它",
        )
    publication, _ = Publication.objects.get_or_create(
        version=version,
        defaults={**scope(school_id), "published_at": act.at, "published_by_id": act.account_id},
    )
    return publication.pk
