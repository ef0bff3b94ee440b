"""One judgement's roll-call lines beside the sessions they belong to, each worked out once for all the sieves."""

from functools import cached_property

import polars as pl

from kehou.engines.presence import Span, union
from kehou.policy.columns.rows import PresenceColumns
from kehou.policy.facts.held import sessions_by_id, students_by_id
from kehou.policy.facts.records import Session
from kehou.policy.facts.term import TermFacts
from kehou.policy.facts.whereabouts import adults_in_the_room

MOMENT = pl.Datetime("us")


class Stays:
    """Frames over the facts of one term. facts.presence is `rows`."""

    def __init__(self, facts: TermFacts, rows: PresenceColumns) -> None:
        self.facts = facts
        self.rows = rows

    @cached_property
    def sessions(self) -> dict[str, Session]:
        return sessions_by_id(self.facts)

    @cached_property
    def lines(self) -> pl.DataFrame:
        """Lines whose session is known: the table's columns, and date, began, ended of the session."""
        known = self.sessions.values()
        frame = pl.DataFrame(
            {
                "session": [session.session for session in known],
                "date": [session.date for session in known],
                "began": [session.began for session in known],
                "ended": [session.ended for session in known],
            },
            schema={"session": pl.String, "date": pl.Date, "began": MOMENT, "ended": MOMENT},
        )
        return self.rows.frame.join(frame, on="session", how="inner", maintain_order="left")

    @cached_property
    def present(self) -> pl.DataFrame:
        return self.lines.filter(pl.col("state") == "present")

    @cached_property
    def covers(self) -> pl.DataFrame:
        """session, since, until: when an adult was in the room, for sessions where that is one unbroken span."""
        spans: dict[str, list[Span]] = {
            session: union(span for span, _ in stays)
            for session, stays in adults_in_the_room(self.facts, self.sessions).items()
        }
        whole = [(session, *spans[0]) for session, spans in spans.items() if len(spans) == 1]
        return pl.DataFrame(whole, schema={"session": pl.String, "since": MOMENT, "until": MOMENT}, orient="row")

    @cached_property
    def grades(self) -> pl.DataFrame:
        """student, grade, class_name of the roll."""
        roll = [(s.student, s.grade, s.class_name) for s in students_by_id(self.facts).values()]
        return pl.DataFrame(
            roll, schema={"student": pl.String, "grade": pl.Int64, "class_name": pl.String}, orient="row"
        )

    @cached_property
    def days(self) -> dict[tuple[str, str], int]:
        """(pupil, month "2026-09" or "" for the whole table) → dates on which the pupil was present."""
        dates = self.present.select("student", "date").unique()
        by_month = dates.group_by("student", pl.col("date").dt.strftime("%Y-%m").alias("month")).len()
        counts: dict[tuple[str, str], int] = {}
        for student, month, many in by_month.iter_rows():
            counts[student, month] = many
            counts[student, ""] = counts.get((student, ""), 0) + many
        return counts
