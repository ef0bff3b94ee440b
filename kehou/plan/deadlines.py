"""When a term's plans have to be filed."""

from datetime import date, timedelta

from kehou.org.queries import TermInfo
from kehou.policy.pack import load_packs

_BASE = ("wuhai-2021-92",)


def filing_deadline(term: TermInfo) -> date:
    """20 Sept for a term that starts July–December, else so many days after its first day; the day itself is in time.

    Source: wuhai-2021-92 八.1; rulebook §2 and filed-late.
    """
    params = load_packs(_BASE).params(term.first_day)
    if term.first_day.month >= 7:
        deadline: date = params.filing_deadline_autumn.in_year(term.first_day.year)
        return deadline
    return term.first_day + timedelta(days=params.filing_deadline_spring)
