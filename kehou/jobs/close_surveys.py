"""Surveys whose time is over close, and the school is told the result."""

from datetime import datetime

from kehou.kernel.act import by_system
from kehou.kernel.jobs import Tick
from kehou.voice import queries as voice
from kehou.voice.actions.close_survey import close_survey


def run(at: datetime) -> int:
    act = by_system("close_surveys", at)
    due = voice.due_to_close(at)
    for survey_id in due:
        close_survey(act, survey_id=survey_id)
    return len(due)


TICK = Tick("close_surveys", 10, run)
