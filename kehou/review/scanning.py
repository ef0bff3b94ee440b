"""Judge a school and keep what was found. Judging reads for seconds and holds no lock; only the keeping is a deed."""

from datetime import date

from kehou.kernel.act import Act
from kehou.org import queries as org
from kehou.org.rows import scope
from kehou.review.actions.open_findings import open_findings
from kehou.review.judging import judge_day, judge_desk, judge_term

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
    term = begun_term(school_id, act.today)
    if term is None:
        return dict(NOTHING)
    judged = judge_term(school_id, term, act.at)
    return open_findings(act, school_id=school_id, term_id=term.id, date=None, judged=judged)


def begun_term(school_id: int, on: date) -> org.TermInfo | None:
    """The latest term that has begun: pay and complaints go on after its last day. SQL: ≤ 2."""
    terms = org.terms_of(scope(school_id)["district_id"])
    return next((term for term in terms if term.first_day <= on), None)
