"""Begin a version of the plan: the first from what the system knows, a later one from what is filed."""

from django.db import IntegrityError, transaction
from django.db.models import Max

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org.rows import scope
from kehou.people.permits import at_school
from kehou.plan.documents import successor_of
from kehou.plan.models import PlanVersion
from kehou.plan.prefill import first_document


@action(allow=[at_school("coordinator", "principal")])
def start_version(act: Act, *, school_id: int, term_id: int, title: str = "") -> int:
    """Returns the new version's id.

    Errors: Refusal where a version is still open: two drafts of one promise would part ways.
    """
    versions = PlanVersion.objects.filter(school_id=school_id, term_id=term_id)
    if versions.exclude(state="filed").exists():
        raise _still_open(versions.exclude(state="filed").get().number)
    number = (versions.aggregate(last=Max("number"))["last"] or 0) + 1
    filed = versions.filter(state="filed").order_by("-number").first()
    document = successor_of(filed.document, number) if filed else first_document(school_id, term_id, act.at)
    try:
        with transaction.atomic():
            version = PlanVersion.objects.create(
                **scope(school_id),
                term_id=term_id,
                number=number,
                state="draft",
                title=title or ("" if filed else "首次备案"),
                document=document,
                changed_at=act.at,
            )
    except IntegrityError as lost_race:
        raise _still_open(number) from lost_race
    return version.pk


def _still_open(number: int) -> Refusal:
    return Refusal(
        "version_still_open",
        f"第{number}版还没有备案，先把它办完再起新版",
        clause="八.1",
        satisfied_by=f"接着改第{number}版，或等它备案",
    )
