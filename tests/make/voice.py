"""Surveys and answers."""

from datetime import datetime
from typing import Any

from kehou.kernel.clock import LOCAL
from kehou.org.models import School
from kehou.org.rows import scope
from kehou.people.models import Pupil
from kehou.voice.models import Answer, Survey
from tests.make.people import make_account, term_of

OPENS = datetime(2026, 8, 20, 8, 0, tzinfo=LOCAL)
CLOSES = datetime(2026, 8, 27, 18, 0, tzinfo=LOCAL)


def make_survey(school: School, **more: Any) -> Survey:
    more = {"title": "秋季学期课后服务需求", "opens_at": OPENS, "closes_at": CLOSES, "invited": 2} | more
    return Survey.objects.create(**scope(school.pk), term=term_of(school), **more)


def make_answer(survey: Survey, pupil: Pupil, *, wants: bool = True, **more: Any) -> Answer:
    more = {"weekdays": ["mon"] if wants else [], "account": None, "at": OPENS} | more
    more["account"] = more["account"] or make_account()
    return Answer.objects.create(**scope(survey.school_id), survey=survey, pupil=pupil, wants=wants, **more)
