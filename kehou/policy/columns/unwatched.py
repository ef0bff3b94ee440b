"""Pupils' days on which somebody may have been without an adult: all others are safe to pass over."""

import polars as pl

from kehou.policy.columns.stays import PRESENT, Stays

FAR = 2**62
"""Above it a pupil's day and a second are no longer one number to sort by."""


def unwatched(stays: Stays) -> pl.DataFrame:
    """Lines in a room of every (pupil, date) that has a doubtful line.

    A line is beyond doubt where its session has one unbroken span of adults, the stay lies in it, and the way to the
    pupil's next session, if there is one, lies in this span, in the next one's, or in both where they meet. An end that
    is not written is taken at its latest: the session's end. Whatever is more involved (relays with a hole, two lines in
    one session or of one second) is doubtful. A pupil's day is kept whole, because where a stay ends may depend on the
    next one.
    Source: rulebook §6, `unattended`; `facts/whereabouts.py` is the definition.
    """
    rooms = stays.lines.with_columns(stays.pupil_days, *stays.covers).filter(PRESENT & ~pl.col("online"))
    if rooms.is_empty():
        return rooms
    told = _in_order(_asked(rooms))
    if told is None:
        return rooms
    until, at_latest, following = pl.col("until"), pl.col("at_latest"), pl.col("came").shift(-1)
    last = (pl.col("day") != pl.col("day").shift(-1)).fill_null(True)
    meets = (pl.col("since").shift(-1) <= pl.max_horizontal(at_latest, until)) & (
        following <= pl.col("until").shift(-1)
    )
    seen_on_the_way = (following <= at_latest) | (following <= until) | meets
    elsewhere = pl.col("room") != pl.col("room").shift(-1)
    alone_in_its_second = pl.col("at") != pl.col("at").shift(-1)
    seen = (pl.col("since") <= pl.col("came")) & (at_latest <= until)
    safe = seen & (last | (alone_in_its_second & (~pl.col("way") | (elsewhere & seen_on_the_way))))
    doubtful = told.filter(~safe.fill_null(False))["day"].unique()
    return rooms.filter(pl.col("day").is_in(doubtful.implode()))


def _asked(rooms: pl.DataFrame) -> pl.DataFrame:
    """What is asked of each line: day, room, came, at_latest, way, and since, until when its session had an adult."""
    came = pl.coalesce("came", "began")
    ended = pl.when(pl.col("left") >= came).then("left").otherwise(pl.max_horizontal(came, "ended"))
    way = pl.col("released_to") == "next_session"
    room = pl.col("session").to_physical()
    return rooms.select(
        "day", "since", "until",
        room.alias("room"), came.alias("came"), ended.alias("at_latest"), way.alias("way"),
    )  # fmt: skip


def _in_order(told: pl.DataFrame) -> pl.DataFrame | None:
    """By day and the second of `came`, as one number `at`; None where a number cannot hold both."""
    second = told["came"].dt.epoch("s")
    first, last, days = second.min(), second.max(), told["day"].max()
    assert isinstance(first, int) and isinstance(last, int) and isinstance(days, int)
    seconds = last - first + 1
    if (days + 1) * seconds >= FAR:
        return None
    told = told.with_columns((told["day"] * seconds + (second - first)).alias("at"))
    return told[told["at"].arg_sort()]
