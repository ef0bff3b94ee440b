"""One judgement's roll-call lines beside the sessions they belong to, each worked out once for all the sieves."""

from functools import cached_property

import polars as pl

from kehou.engines.presence import Span, union
from kehou.policy.columns.rows import PresenceColumns
from kehou.policy.facts.held import in_window_kind, sections_by_id, sessions_by_id, students_by_id
from kehou.policy.facts.records import Section, Session, Student
from kehou.policy.facts.term import TermFacts
from kehou.policy.facts.whereabouts import adults_in_the_room

MOMENT = pl.Datetime("us")

KNOWN = pl.col("date").is_not_null()
"""A line whose session is in the table."""
PRESENT = KNOWN & (pl.col("state") == "present")


class Stays:
    """Frames over the facts of one term. facts.presence is `rows`."""

    def __init__(self, facts: TermFacts, rows: PresenceColumns) -> None:
        self.facts = facts
        self.rows = rows

    @cached_property
    def sessions(self) -> dict[str, Session]:
        return sessions_by_id(self.facts)

    @cached_property
    def sections(self) -> dict[str, Section]:
        return sections_by_id(self.facts)

    @cached_property
    def students(self) -> dict[str, Student]:
        return students_by_id(self.facts)

    def sections_in(self, window_kind: str) -> set[str]:
        """Sections that run in a window of the kind."""
        plan = self.facts.plan
        return {s.section for s in self.sections.values() if plan and in_window_kind(plan, s, window_kind)}

    @cached_property
    def lines(self) -> pl.DataFrame:
        """Every line: the table's columns, and date, began, ended of the session, null where it is not known."""
        told, known = self.rows.told, self.sessions.items()
        return self.rows.frame.with_columns(
            told("session", {id: session.date for id, session in known}, pl.Date).alias("date"),
            told("session", {id: session.began for id, session in known}, MOMENT).alias("began"),
            told("session", {id: session.ended for id, session in known}, MOMENT).alias("ended"),
        )

    @cached_property
    def pupil_days(self) -> pl.Series:
        """For each line a number that it shares with the lines of the same pupil and date, and with no others."""
        first = pl.col("date").min()
        days = (pl.col("date").max() - first).dt.total_days() + 1
        pupil = pl.col("student").to_physical().cast(pl.Int64)
        return self.lines.select((pupil * days + (pl.col("date") - first).dt.total_days()).alias("day")).to_series()

    @cached_property
    def covers(self) -> tuple[pl.Series, pl.Series]:
        """since, until for each line: when an adult was in the room, null where that is not one unbroken span."""
        spans: dict[str, list[Span]] = {
            session: union(span for span, _ in stays)
            for session, stays in adults_in_the_room(self.facts, self.sessions).items()
        }
        since = {session: found[0][0] for session, found in spans.items() if len(found) == 1}
        until = {session: found[0][1] for session, found in spans.items() if len(found) == 1}
        told = self.rows.told
        return told("session", since, MOMENT).alias("since"), told("session", until, MOMENT).alias("until")

    @cached_property
    def days(self) -> dict[tuple[str, str], int]:
        """(pupil, month "2026-09" or "" for the whole table) → dates on which the pupil was present."""
        present = self.lines.with_columns(self.pupil_days).filter(PRESENT)
        dates = present.select("student", "date").filter(present["day"].is_first_distinct())
        by_month = dates.group_by("student", pl.col("date").dt.truncate("1mo")).len()
        counts: dict[tuple[str, str], int] = {}
        for student, month, many in by_month.iter_rows():
            counts[student, month.isoformat()[: len("2026-09")]] = many
            counts[student, ""] = counts.get((student, ""), 0) + many
        return counts

    @cached_property
    def served_days(self) -> pl.DataFrame:
        """One line for each date and grade of which a pupil was present at a held after_class session."""
        after_class = self.sections_in("after_class")
        held = {id: True for id, session in self.sessions.items() if session.held and session.section in after_class}
        grade = self.rows.told("student", {id: pupil.grade for id, pupil in self.students.items()}, pl.Int64)
        served = self.lines.with_columns(grade.alias("grade"))
        served = served.filter(PRESENT & self.rows.told("session", held, pl.Boolean) & pl.col("grade").is_not_null())
        of_day = pl.col("date").cast(pl.Int32).cast(pl.Int64) * 100 + pl.col("grade")
        return served.filter(of_day.is_first_distinct())
