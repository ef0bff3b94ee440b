"""When a term's plans have to be filed."""

from collections.abc import Iterable
from datetime import date

from kehou.org.law import laws_of
from kehou.org.queries import TermInfo
from kehou.policy.rules.filed_late import filing_deadline as deadline_of


def filing_deadline(term: TermInfo, district_id: int) -> date:
    """20 Sept for a term that starts July–December, else so many days after its first day as the district says; the day
    itself is in time. SQL: 1.

    Source: wuhai-2021-92 八.1; rulebook §2 and filed-late.
    """
    return filing_deadlines([(district_id, term)])[district_id, term.id]


def filing_deadlines(terms: Iterable[tuple[int, TermInfo]]) -> dict[tuple[int, int], date]:
    """(district, term's id) → the deadline there. SQL: 1."""
    asked = {(district_id, term.id): term for district_id, term in terms}
    laws = laws_of({district_id for district_id, _ in asked})
    return {key: deadline_of(term.first_day, laws[key[0]].params(term.first_day)) for key, term in asked.items()}
