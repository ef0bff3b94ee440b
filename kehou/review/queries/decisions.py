"""What waits for one person's yes: money for the second person, the appraisal and an unanswered alarm for the principal."""

from dataclasses import dataclass

from kehou.day.queries.ringing import Unanswered, unanswered
from kehou.fund.permits import CHECKER, OFFICE
from kehou.fund.queries.waiting import Prepared, Scores, prepared, scores
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.org import queries as org
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.people.permits import at_school


@dataclass(frozen=True, slots=True)
class Decisions:
    """mine: prepared by somebody else, for the reader to decide; others: prepared, for another person to decide.

    scores: of the term that runs or ran last. closes: whether the reader is the one who closes it. alarms: for the principal.
    """

    mine: list[Prepared]
    others: list[Prepared]
    scores: Scores
    term: org.TermInfo | None
    closes: bool
    alarms: list[Unanswered]

    @property
    def waiting(self) -> int:
        """How many things wait for the reader."""
        return len(self.mine) + len(self.alarms) + (self.closes and self.scores.ready)


@query(allow=[at_school(*OFFICE)])
def decisions(act: Act, *, school_id: int) -> Decisions:
    """Money by how long it has waited, alarms by level. SQL: 7."""
    roles = {role.role for role in people.roles_of(act.account_id, act.at) if role.school_id == school_id}
    begun = [term for term in org.terms_of(scope(school_id)["district_id"]) if term.first_day <= act.today]
    term = begun[0] if begun else None
    money = prepared(school_id)
    mine = [each for each in money if CHECKER in roles and each.by_id != act.account_id]
    return Decisions(
        mine,
        [each for each in money if each not in mine],
        scores(school_id, term),
        term,
        "principal" in roles,
        unanswered(school_id) if roles & {"principal", "coordinator"} else [],
    )
