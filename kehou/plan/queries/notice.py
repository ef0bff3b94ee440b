"""The public notice of a school, for anyone."""

from kehou.kernel.act import Act
from kehou.kernel.clock import LOCAL
from kehou.kernel.permit import anyone
from kehou.kernel.query import query
from kehou.org import queries as org
from kehou.plan.models import Publication
from kehou.plan.notice import Notice, notice_of


@query(allow=[anyone])
def notice(act: Act, *, code: str) -> Notice | None:
    """What the school with this public code has published last for the term; None: nothing yet, or no such school.

    SQL: ≤ 4.
    """
    school = org.school_by_code(code)
    term = org.term_on(school.id, act.today) if school else None
    if school is None or term is None:
        return None
    rows = Publication.objects.filter(school_id=school.id, version__term_id=term.id).select_related("version")
    row = rows.order_by("-version__number").first()
    if row is None or row.version.submitted_at is None:
        return None
    return notice_of(
        row.version.document,
        term_name=term.name,
        district_name=school.district_name,
        submitted_on=row.version.submitted_at.astimezone(LOCAL).date(),
        published_on=row.published_at.astimezone(LOCAL).date(),
        on=act.today,
    )


@query(allow=[anyone])
def school_name(act: Act, *, code: str) -> str:
    """The name of a school that has published nothing yet; "" where there is no such school. SQL: 1."""
    school = org.school_by_code(code)
    return school.name if school else ""
