"""For each rule that reads the roll-call: which lines it can speak of at all.

A sieve may let too much through and never too little: given what it leaves, the rule must find the same, word for word
(`tests/policy/columns` holds the two equal on thousands of random terms). Each says why nothing is lost. A rule without
a sieve reads every line. Sieves ask the same questions as the rule only where the answer is cheap in columns; the rule
asks again.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from kehou.ground.grade import stage_of
from kehou.policy.columns.rows import PresenceColumns
from kehou.policy.columns.stays import KNOWN, MOMENT, PRESENT, Stays
from kehou.policy.columns.unwatched import unwatched
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params

_SIEVES: dict[str, Callable[[Stays, Params], dict[str, Any]]] = {}
_Sift = Callable[[Stays, Params], dict[str, Any]]


def sieve(*rules: str) -> Callable[[_Sift], _Sift]:
    """Register what is left of the tables, by name, for these rules; tables not named stay whole."""

    def register(sift: _Sift) -> _Sift:
        _SIEVES.update(dict.fromkeys(rules, sift))
        return sift

    return register


def sieved_rules() -> frozenset[str]:
    return frozenset(_SIEVES)


class TermSieve:
    """A `check.Sieve` for the facts of one term; facts whose presence is not in columns pass whole."""

    def __init__(self) -> None:
        self._stays: Stays | None = None

    def __call__(self, rule: str, facts: TermFacts, params: Params) -> TermFacts:
        sift = _SIEVES.get(rule)
        if sift is None or not isinstance(facts.presence, PresenceColumns):
            return facts
        if self._stays is None or self._stays.facts is not facts:
            self._stays = Stays(facts, facts.presence)
        return replace(facts, **sift(self._stays, params))


@sieve("unattended")
def _unattended(stays: Stays, _: Params) -> dict[str, Any]:
    return {"presence": stays.rows.only(unwatched(stays))}


@sieve("attended-without-consent")
def _without_consent(stays: Stays, _: Params) -> dict[str, Any]:
    """A pupil of whom every act is `join` has consent in force from the first of them on."""
    since: dict[str, datetime] = {}
    unsteady: set[str] = set()
    for act in stays.facts.consents or ():
        since[act.student] = min(act.at, since.get(act.student, act.at))
        if act.act != "join":
            unsteady.add(act.student)
    steady = {student: at for student, at in since.items() if student not in unsteady}
    joined = stays.rows.told("student", steady, MOMENT)
    early = joined.is_null() | (stays.lines["began"] < joined)
    return {"presence": stays.rows.only(stays.lines.filter(PRESENT & early))}


@sieve("bill-days")
def _bill_days(stays: Stays, _: Params) -> dict[str, Any]:
    """A bill within the days counted here cannot be too high: a month's count is no more than any period's it lies in.

    All lines stay of a pupil with another bill; of the rest one line a date, so that no period loses its presence.
    """
    bills = stays.facts.bills or ()
    doubtful = {
        bill.student
        for bill in bills
        if bill.days_served is not None and bill.days_served > _days_at_least(stays, bill.student, bill.period)
    }
    of_them = stays.rows.told("student", dict.fromkeys(doubtful, True), pl.Boolean)
    first = pl.col("date").is_first_distinct()
    left = stays.lines.filter(KNOWN & (of_them.fill_null(False) | first))
    return {"presence": stays.rows.only(left), "bills": tuple(bill for bill in bills if bill.student in doubtful)}


def _days_at_least(stays: Stays, student: str, period: str) -> int:
    term = stays.facts.term
    of_month = stays.days.get((student, period), 0)
    return max(of_month, stays.days.get((student, ""), 0) if term and period == term.id else 0)


@sieve("child-all-online")
def _all_online(stays: Stays, _: Params) -> dict[str, Any]:
    """A pupil seen once on site, in a section that is not online, was not always online."""
    online = {section.section for section in stays.sections.values() if section.mode == "online"}
    remote = {id: True for id, session in stays.sessions.items() if session.section in online}
    frame, present = stays.rows.frame, pl.col("state") == "present"
    on_site = ~(pl.col("online") | stays.rows.told("session", remote, pl.Boolean).fill_null(False))
    seen = dict.fromkeys(frame.filter(present & on_site)["student"].unique().to_list(), True)
    never = stays.rows.told("student", seen, pl.Boolean).is_null()
    return {"presence": stays.rows.only(frame.filter(present & never))}


@sieve("evening-ran-late")
def _late_evening(stays: Stays, params: Params) -> dict[str, Any]:
    """A session that ended by the limit and from which every line went by it was not late. Others keep all lines."""
    if stays.facts.plan is None:
        return {}
    limit = timedelta(minutes=params.evening_end_junior + params.evening_release_tolerance)
    evening = stays.sections_in("evening")
    wanted = {id: True for id, session in stays.sessions.items() if session.section in evening}
    lines = stays.lines.filter(stays.rows.told("session", wanted, pl.Boolean))
    latest = pl.col("date").cast(MOMENT) + limit
    late = lines.filter((pl.col("ended") > latest) | (pl.col("left") > latest))["session"].unique()
    return {"presence": stays.rows.only(lines.filter(pl.col("session").is_in(late.implode())))}


@sieve("homework-unfinished")
def _homework(stays: Stays, params: Params) -> dict[str, Any]:
    """A class whose share of marks done reaches its stage's bar has no finding; others keep all their marks."""
    classes = {(pupil.grade, pupil.class_name) for pupil in stays.students.values()}
    number = {klass: n for n, klass in enumerate(sorted(classes))}
    numbers = {id: number[pupil.grade, pupil.class_name] for id, pupil in stays.students.items()}
    klass = stays.rows.told("student", numbers, pl.Int64).alias("class")
    marks = stays.rows.frame.with_columns(klass).filter(
        pl.col("homework_done").is_not_null() & pl.col("class").is_not_null()
    )
    bars = {n: params.homework_done.get(stage_of(grade), 100) for (grade, _), n in number.items()}
    told = marks.group_by("class").agg(pl.len(), pl.col("homework_done").sum().alias("done")).iter_rows()
    short = [n for n, many, done in told if done * 100 < bars[n] * many]
    return {"presence": stays.rows.only(marks.filter(pl.col("class").is_in(short)))}


@sieve("homework-not-held", "self-study-short")
def _served_days(stays: Stays, _: Params) -> dict[str, Any]:
    """These ask on which dates some pupil of a grade was present after class: one line a date and grade tells it."""
    if stays.facts.plan is None or stays.facts.students is None:
        return {}
    return {"presence": stays.rows.only(stays.served_days)}


@sieve("release-not-recorded")
def _release(stays: Stays, _: Params) -> dict[str, Any]:
    """Nothing is missing of a line with a time and a word on who took over, nor of one that says it moves on."""
    there = (pl.col("state") == "present") & ~pl.col("online")
    moves_on = pl.col("released_to") == "next_session"
    silent = (pl.col("left").is_null() & ~moves_on) | (pl.col("released_to") == "")
    return {"presence": stays.rows.only(stays.rows.frame.filter(there & silent))}


@sieve("roll-call-missing")
def _roll_call(stays: Stays, _: Params) -> dict[str, Any]:
    """A session with a line was called: only the others are asked, and they have none."""
    called = set(stays.rows.frame["session"].unique().to_list())
    return {"presence": (), "sessions": tuple(s for s in stays.facts.sessions or () if s.session not in called)}
