"""What happened on a day and what is happening now. Pages have a file each; later rooms ask `record`."""

from kehou.day.queries.record import (
    RollMark,
    SessionInfo,
    WorkedStay,
    days_served,
    first_lesson,
    marks,
    roll_of,
    schools_to_plan,
    served_sessions,
    session_names,
    sessions_on,
    stays,
    why_changed,
    without_roll_call,
)

__all__ = [
    "RollMark",
    "SessionInfo",
    "WorkedStay",
    "days_served",
    "first_lesson",
    "marks",
    "roll_of",
    "schools_to_plan",
    "served_sessions",
    "session_names",
    "sessions_on",
    "stays",
    "why_changed",
    "without_roll_call",
]
