"""The aid officer saw a family's paper: a child is in a category of aid from a day on, perhaps to a day (八.3c)."""

from datetime import date

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.org.rows import scope
from kehou.people.models import AidPeriod, Pupil
from kehou.people.permits import at_school


@action(allow=[at_school("aid_officer")])
def record_aid(
    act: Act,
    *,
    school_id: int,
    child_id: int,
    category: str,
    evidence: str,
    first_day: date,
    last_day: date | None = None,
) -> int:
    """Days before today may be in it: bills that are out are corrected by the office. Answers the period's id.

    Errors, in this order: NotYours; no_category; no_evidence; days_reversed; aid_there: the category runs on some of the days.
    """
    child = Pupil.objects.filter(pk=child_id, school_id=school_id).first()
    if child is None:
        raise NotYours
    category, evidence = category.strip()[:20], evidence.strip()
    if not category:
        raise Refusal("no_category", "请选资助类别", fields={"category": "请选资助类别"})
    if not evidence or len(evidence) > 80:
        says = "请写看了什么材料，例如“低保证，2027年8月到期”"
        raise Refusal("no_evidence", says, fields={"evidence": says})
    if last_day is not None and last_day < first_day:
        raise Refusal("days_reversed", "最后一天要在开始以后", fields={"last_day": "最后一天要在开始以后"})
    lock_row(Pupil, child.pk)  # two papers may be entered in the same instant
    for row in AidPeriod.objects.filter(pupil=child):
        apart = (row.last_day is not None and row.last_day < first_day) or (
            last_day is not None and last_day < row.first_day
        )
        if row.category == category and not apart:
            raise Refusal(
                "aid_there", "这段时间里已经有这一类资助", satisfied_by="要改日期的，先把原来的一段停下", clause="八.3c"
            )
    period = AidPeriod.objects.create(
        **scope(school_id), pupil=child, category=category, evidence=evidence, first_day=first_day, last_day=last_day,
        recorded_by_id=act.account_id, recorded_at=act.at,
    )  # fmt: skip
    return period.pk
