"""Ask the families, widely, before a plan is written (八.3a) or holiday care is decided (六.3)."""

from datetime import datetime
from typing import Literal

from kehou.ground.refusal import Refusal
from kehou.ground.school_day import date_text
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.clock import LOCAL
from kehou.kernel.outbox import tell
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.people.permits import at_school
from kehou.voice.models import Survey


@action(allow=[at_school("coordinator", "principal")])
def open_survey(
    act: Act,
    *,
    school_id: int,
    term_id: int,
    title: str,
    closes_at: datetime,
    opens_at: datetime | None = None,
    kind: Literal["demand", "holiday"] = "demand",
    period: str = "",
) -> int:
    """opens_at: now where it is left out. period: for a holiday survey, the id of the holiday window it is about.

    Every pupil on the roll is invited: the count is kept, and every guardian with an account is told.
    Errors, in this order: survey_untitled; period_missing; closes_too_soon; nobody_to_ask; asked_already.
    """
    opens_at = opens_at or act.at
    if not title.strip() or len(title.strip()) > 80:
        raise Refusal("survey_untitled", "请写一句话说明问什么", fields={"title": "请写 1 到 80 个字"})
    if kind == "holiday" and not period.strip():
        says = "假期意愿要写明是哪一段假期"
        raise Refusal("period_missing", says, clause="六.3", fields={"period": "请填方案里假期时段的编号"})
    if closes_at <= max(opens_at, act.at):
        says = "截止时间要在开始之后，也要在现在之后"
        raise Refusal("closes_too_soon", says, fields={"closes_at": "请填以后的时间"})
    invited = sum(people.enrolled_by_grade(school_id).values())
    if not invited:
        raise Refusal("nobody_to_ask", "学校还没有导入学生名册，没有可问的家庭", satisfied_by="先导入学籍名册")
    period = period.strip() if kind == "holiday" else ""
    if Survey.objects.filter(school_id=school_id, term_id=term_id, kind=kind, period=period).exists():
        raise Refusal("asked_already", "这学期已经问过一次了，可以改那一次的截止时间")
    row = Survey.objects.create(
        **scope(school_id),
        term_id=term_id,
        kind=kind,
        title=title.strip(),
        period=period,
        opens_at=opens_at,
        closes_at=closes_at,
        invited=invited,
    )
    _tell_guardians(act, school_id, row)
    return row.pk


def _tell_guardians(act: Act, school_id: int, row: Survey) -> None:
    children = [pupil.id for pupil in people.pupils(school_id)]
    accounts = {account for ids in people.guardian_accounts(children, act.at).values() for account in ids}
    until = row.closes_at.astimezone(LOCAL)
    tell(
        act,
        sorted(accounts),
        kind="survey_opened",
        title=row.title,
        body=f"请在{date_text(until.date())} {until:%H:%M} 前告诉学校您的需要。需要、不需要都可以答，截止前随时能改。",
        link="/family/survey/",
        school_id=school_id,
    )
