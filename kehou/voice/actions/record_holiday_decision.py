"""The parents' committee decided about holiday care after the intent survey (六.3)."""

from datetime import date

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.clock import LOCAL
from kehou.kernel.lock import lock_row
from kehou.people.permits import at_school_of
from kehou.voice.models import Survey


@action(allow=[at_school_of("voice.Survey", "survey_id", "coordinator", "principal")])
def record_holiday_decision(act: Act, *, survey_id: int, decided: date) -> None:
    """Errors, in this order: not_a_holiday_survey; survey_open; decided_before_closing; decided_later (all 六.3)."""
    survey = lock_row(Survey, survey_id)
    if survey.kind != "holiday":
        raise Refusal("not_a_holiday_survey", "只有假期意愿要记家委会的决定", clause="六.3")
    if survey.closed_at is None:
        raise Refusal("survey_open", "意愿还没有收齐，家委会等截止以后再定", clause="六.3")
    if decided < survey.closed_at.astimezone(LOCAL).date():
        says = "家委会要在截止之后、看过结果再定"
        raise Refusal("decided_before_closing", says, clause="六.3", fields={"decided": "请填截止当天或以后的日期"})
    if decided > act.today:
        says = "请在家委会定下来以后再记"
        raise Refusal("decided_later", says, clause="六.3", fields={"decided": "不能填以后的日期"})
    survey.committee_decided = decided
    survey.save(update_fields=["committee_decided"])
