"""Write down when a section meets, from a date on. What has happened keeps its hours."""

from datetime import date, timedelta

from kehou.menu.models import Meet, RosterEntry, Section
from kehou.menu.timetable import MeetTime
from kehou.org.rows import scope

DAY = timedelta(days=1)


def new_meets(section: Section, times: list[MeetTime]) -> list[Meet]:
    """Rows to insert; a season that is over before it begins has none."""
    return [
        Meet(
            **scope(section.school_id), section=section, window_key=t.window_key, weekday=t.weekday,
            starts=t.starts, ends=t.ends, from_date=t.first, until_date=t.last,
        )
        for t in times
        if t.first <= t.last
    ]  # fmt: skip


def retime(section: Section, times: list[MeetTime], start: date) -> None:
    """From `start` on the section meets at `times` and at nothing else; hours that stay the same stay the same row."""
    wanted = {(t.window_key, t.weekday, t.starts, t.ends): t for t in times if t.first <= t.last}
    for row in Meet.objects.filter(section=section, until_date__gte=start):
        same = wanted.pop((row.window_key, row.weekday, row.starts, row.ends), None)
        if same is None and row.from_date >= start:
            row.delete()
        elif same is None:
            row.until_date = start - DAY
            row.save(update_fields=["until_date"])
        else:
            row.from_date = row.from_date if row.from_date < start else same.first
            row.until_date = same.last
            row.save(update_fields=["from_date", "until_date"])
    Meet.objects.bulk_create(new_meets(section, list(wanted.values())))
    end_roster(section, start, keep={t.weekday for t in times})


def end_roster(section: Section, start: date, keep: set[str]) -> int:
    """From `start` on nobody is in charge on other weekdays than those kept; returns how many entries ended."""
    entries = RosterEntry.objects.filter(section=section).exclude(weekday__in=keep)
    return entries.filter(until=None).update(until=start - DAY) + entries.filter(until__gte=start).update(
        until=start - DAY
    )
