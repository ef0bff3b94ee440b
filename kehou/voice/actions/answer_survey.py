"""A guardian answers for one child; the latest answer counts until the survey closes."""

from collections.abc import Sequence

from kehou.ground.refusal import NotYours, Refusal
from kehou.ground.school_day import WEEKDAYS
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.people.permits import guardian_of
from kehou.policy.facts.codes import CONTENT_NAMES
from kehou.voice.models import Answer, Survey

# What nobody may be asked to wish for (附.6, 附.7), and what is no content of its own.
NOT_ASKED = frozenset({"new_lesson", "drill", "subject_training", "care"})
ASKED_KINDS = tuple(kind for kind in CONTENT_NAMES if kind not in NOT_ASKED)


@action(allow=[guardian_of("child_id")])
def answer_survey(
    act: Act,
    *,
    survey_id: int,
    child_id: int,
    wants: bool,
    weekdays: Sequence[str] = (),
    kinds: Sequence[str] = (),
    remark: str = "",
) -> int:
    """weekdays: mon … sun; kinds: content kinds. Both are kept only where the child wants service.

    Errors, in this order: NotYours for another school's survey; survey_not_open; survey_closed; answer_unreadable;
    weekdays_missing; remark_too_long.
    """
    survey = lock_row(Survey, survey_id)
    child = people.pupil(child_id)
    if child is None or child.school_id != survey.school_id:
        raise NotYours
    if act.at < survey.opens_at:
        raise Refusal("survey_not_open", "还没有开始，到时间再来填")
    if survey.closed_at is not None or act.at >= survey.closes_at:
        raise Refusal("survey_closed", "已经截止，这次填的没有交给学校。有变化请直接告诉班主任")
    if not set(weekdays) <= set(WEEKDAYS) or not set(kinds) <= set(ASKED_KINDS):
        raise Refusal("answer_unreadable", "选项里有认不出的内容，请刷新页面再填")
    if wants and not weekdays:
        raise Refusal("weekdays_missing", "请选孩子哪几天需要", fields={"weekdays": "至少选一天"})
    if len(remark.strip()) > 200:
        raise Refusal("remark_too_long", "想说的话最多 200 个字", fields={"remark": "最多 200 个字"})
    row, _ = Answer.objects.update_or_create(
        survey=survey,
        pupil_id=child_id,
        defaults={
            **scope(survey.school_id),
            "account_id": act.account_id,
            "wants": wants,
            "weekdays": [day for day in WEEKDAYS if wants and day in weekdays],
            "kinds": [kind for kind in ASKED_KINDS if wants and kind in kinds],
            "remark": remark.strip(),
            "at": act.at,
        },
    )
    return row.pk
