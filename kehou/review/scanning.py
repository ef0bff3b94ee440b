"""Judge a school and keep what was found. Judging reads for seconds and holds no lock; only the keeping is a deed."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from kehou.kernel.act import Act
from kehou.kernel.clock import LOCAL
from kehou.kernel.readers import Failed, answers
from kehou.org import queries as org
from kehou.org.rows import scope
from kehou.review.actions.open_findings import open_findings
from kehou.review.judging import Judgement, judge_day, judge_desk, judge_term

NOTHING = {"new": 0, "gone": 0, "back": 0}


def scan_day(act: Act, school_id: int, on: date) -> dict[str, int]:
    """The sessions of one day that are over. Answers as `open_findings`; nothing without a term."""
    term = begun_term(school_id, on)
    if term is None:
        return dict(NOTHING)
    judged = judge_day(school_id, term, on, act.at)
    return open_findings(act, school_id=school_id, term_id=term.id, date=on, judged=judged)


def scan_desk(act: Act, school_id: int) -> dict[str, int]:
    """The filed plan and what the office keeps: consents, places, money, complaints."""
    term = begun_term(school_id, act.today)
    if term is None:
        return dict(NOTHING)
    judged = judge_desk(school_id, term, act.at)
    return open_findings(act, school_id=school_id, term_id=term.id, date=None, judged=judged, desk=True)


def scan_term(act: Act, school_id: int) -> dict[str, int]:
    """The filed plan and the whole term up to now, money and complaints too."""
    return _kept(act, school_id, term_judged((school_id, act.at)))


def scan_terms(
    act: Act, school_ids: Sequence[int], *, processes: int = 1
) -> Iterator[tuple[int, dict[str, int] | Failed]]:
    """`scan_term` of many schools, as they come; of a school that could not be judged, why, and its findings stay.

    processes: as many read and judge beside this one, which alone writes: a killed one has left nothing half.
    """
    asked = [(school_id, act.at) for school_id in school_ids]
    for (school_id, _), told in answers(term_judged, asked, processes=min(processes, len(asked))):
        yield school_id, told if isinstance(told, Failed) else _kept(act, school_id, told)


def term_judged(asked: tuple[int, datetime]) -> tuple[int, Judgement] | None:
    """Of (school, moment): the term that runs there or ran last, and what was found. Only reads."""
    school_id, at = asked
    term = begun_term(school_id, at.astimezone(LOCAL).date())
    return (term.id, judge_term(school_id, term, at)) if term else None


def _kept(act: Act, school_id: int, told: tuple[int, Judgement] | None) -> dict[str, int]:
    if told is None:
        return dict(NOTHING)
    term_id, judged = told
    return open_findings(act, school_id=school_id, term_id=term_id, date=None, judged=judged)


def begun_term(school_id: int, on: date) -> org.TermInfo | None:
    """The latest term that has begun: pay and complaints go on after its last day. SQL: ≤ 2."""
    terms = org.terms_of(scope(school_id)["district_id"])
    return next((term for term in terms if term.first_day <= on), None)
