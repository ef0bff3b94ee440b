"""Pupils' days on which somebody may have been without an adult: all others are safe to pass over."""

import polars as pl

from kehou.policy.columns.stays import Stays


def unwatched(stays: Stays) -> pl.DataFrame:
    """Lines in a room of every (pupil, date) that has a doubtful line.

    A line is beyond doubt where its session has one unbroken span of adults, the stay lies in it, and the way to the
    pupil's next session, if there is one, lies in this span, in the next one's, or in both where they meet. An end that
    is not written is taken at its latest: the session's end. Whatever is more involved (relays with a hole, two lines in
    one session) is doubtful. A pupil's day is kept whole, because where a stay ends may depend on the next one.
    Source: rulebook §6, `unattended`; `facts/whereabouts.py` is the definition.
    """
    came, left, following, way = pl.col("came"), pl.col("left"), pl.col("following"), pl.col("way")
    rooms = stays.present.filter(~pl.col("online")).with_columns(pl.coalesce(came, "began").alias("came"))
    rooms = rooms.with_columns(
        pl.when(left >= came).then(left).otherwise(pl.max_horizontal(came, "ended")).alias("at_latest")
    )
    rooms = rooms.join(stays.covers, on="session", how="left").sort("student", "date", "came", "began", "row")
    same = pl.all_horizontal(pl.col(name) == pl.col(name).shift(-1) for name in ("student", "date"))
    rooms = rooms.with_columns(
        pl.when(same).then(came.shift(-1)).alias("following"),
        pl.when(same).then(pl.col("session").shift(-1)).alias("next"),
        pl.col("since").shift(-1).alias("next_since"),
        pl.col("until").shift(-1).alias("next_until"),
        (pl.col("released_to") == "next_session").alias("way"),
    )
    since, until, at_latest = pl.col("since"), pl.col("until"), pl.col("at_latest")
    next_since, next_until = pl.col("next_since"), pl.col("next_until")
    seen = (since <= came) & (at_latest <= until)
    meets = (next_since <= pl.max_horizontal(at_latest, until)) & (following <= next_until)
    seen_on_the_way = (following <= at_latest) | (following <= until) | meets
    beyond_doubt = seen & (~way | following.is_null() | ((pl.col("next") != pl.col("session")) & seen_on_the_way))
    doubtful = rooms.filter(~beyond_doubt.fill_null(False)).select("student", "date").unique()
    return stays.present.filter(~pl.col("online")).join(doubtful, on=["student", "date"], how="semi")
