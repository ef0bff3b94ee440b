"""More time to answer."""

from datetime import datetime

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.people.permits import at_school_of
from kehou.voice.models import Survey


@action(allow=[at_school_of("voice.Survey", "survey_id", "coordinator", "principal")])
def extend_survey(act: Act, *, survey_id: int, closes_at: datetime) -> None:
    """Errors: survey_closed; closes_too_soon where it would be earlier than announced."""
    survey = lock_row(Survey, survey_id)
    if survey.closed_at is not None or act.at >= survey.closes_at:
        raise Refusal("survey_closed", "已经截止，结果可能已写进方案，不能再改截止时间")
    if closes_at < survey.closes_at:
        says = "截止时间只能往后延：有的家庭可能照原来的时间来填"
        raise Refusal("closes_too_soon", says, fields={"closes_at": "请填比原来晚的时间"})
    survey.closes_at = closes_at
    survey.save(update_fields=["closes_at"])
