"""A survey closes: by the clock, or earlier by the school."""

from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.kernel.outbox import tell
from kehou.kernel.permit import system
from kehou.kernel.secrets import opaque_id
from kehou.people import queries as people
from kehou.people.permits import at_school_of
from kehou.voice.models import Answer, Survey


@action(allow=[system, at_school_of("voice.Survey", "survey_id", "coordinator", "principal")])
def close_survey(act: Act, *, survey_id: int) -> int:
    """No answer is taken from here on; the result becomes a part of the plan. Returns how many families answered."""
    survey = lock_row(Survey, survey_id)
    answered = Answer.objects.filter(survey=survey).count()
    if survey.closed_at is None:
        survey.closed_at = min(act.at, survey.closes_at)
        survey.save(update_fields=["closed_at"])
        tell(
            act,
            people.accounts_with_role(survey.school_id, ["coordinator"], act.at),
            kind="survey_closed",
            title=f"“{survey.title}”已截止，{answered} 户答了",
            body=f"邀请 {survey.invited} 户。结果可以写进实施方案。",
            link=f"/school/{opaque_id('school', survey.school_id)}/survey/",
            school_id=survey.school_id,
            once=f"survey_closed:{survey.pk}",
        )
    return answered
