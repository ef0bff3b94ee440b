"""How an alarm rises, and what it is called."""

from datetime import timedelta

# After so long without acknowledgement an alarm rises to a level; source: invariant I10.
RISES: tuple[tuple[timedelta, int], ...] = (
    (timedelta(minutes=3), 2),
    (timedelta(minutes=6), 3),
    (timedelta(minutes=10), 4),
)
LEVEL_NAMES = {1: "值守组长", 2: "校长", 3: "区教育局", 4: "值守组长、校长和区教育局"}
TITLES = {
    "uncovered": "有一个班没有老师",
    "unexplained": "有学生未到，没有请假",
    "not_collected": "有学生还没有人接",
    "not_started": "有一个班没有点名",
}


def level_at(waited: timedelta) -> int:
    """The level an alarm has reached that nobody acknowledged for so long."""
    return max((level for after, level in RISES if waited >= after), default=1)
