"""No filed plan stays on paper, and no survey stays open past its hour."""

from datetime import timedelta

import pytest

from kehou.jobs import close_surveys, compile_plans
from kehou.kernel.models import OutboxMessage
from kehou.menu.models import Window
from kehou.voice.models import Survey
from tests.make.menu import FILED_AT, make_filed_version
from tests.make.people import make_officer, make_school
from tests.make.voice import CLOSES, make_survey

pytestmark = pytest.mark.django_db


def test_a_filed_version_that_was_not_compiled_is_compiled_once() -> None:
    version = make_filed_version(make_school())
    assert compile_plans.run(FILED_AT) == 1
    assert Window.objects.filter(version=version).exists()
    assert compile_plans.run(FILED_AT) == 0


def test_a_survey_closes_by_the_clock_and_the_school_hears_the_result() -> None:
    school = make_school()
    survey, coordinator = make_survey(school), make_officer("coordinator", school)
    assert close_surveys.run(CLOSES - timedelta(seconds=1)) == 0
    assert close_surveys.run(CLOSES + timedelta(minutes=5)) == 1
    assert Survey.objects.get(pk=survey.pk).closed_at == CLOSES
    assert OutboxMessage.objects.get().account_id == coordinator.pk
    assert close_surveys.run(CLOSES + timedelta(minutes=6)) == 0
