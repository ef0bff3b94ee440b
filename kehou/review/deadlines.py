"""By when a school answers. Working days are the district's: holidays do not count, make-up days do."""

from datetime import date, timedelta

from kehou.org import queries as org

FINDING_DAYS = 5
COMPLAINT_DAYS = 10


def due_after(district_id: int, day: date, working_days: int) -> date:
    """The last of so many working days after a day; the day itself does not count. SQL: 1."""
    return org.calendar(district_id).school_days(day + timedelta(days=1), day + timedelta(days=120))[working_days - 1]
