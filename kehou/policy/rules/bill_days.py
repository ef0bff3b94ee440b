"""Only days served are charged."""

from collections.abc import Iterator
from datetime import date

from kehou.ground.problem import Problem
from kehou.policy.facts.held import sessions_by_id
from kehou.policy.facts.periods import period_text, periods_of
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("bill-days", judges="records", needs=("sessions", "presence", "bills"))
def bill_days(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A charge for more days than the pupil was present in its period. Leave and absence are not served.

    A period without any presence at all is not judged, nor a charge that names no days.
    """
    day_of = {session: row.date for session, row in sessions_by_id(facts).items()}
    periods: set[str] = set()
    days: dict[tuple[str, str], set[date]] = {}
    for row in facts.presence or ():
        day = day_of.get(row.session)
        if day is None:
            continue
        for period in periods_of(day, facts):
            periods.add(period)
            if row.state == "present":
                days.setdefault((row.student, period), set()).add(day)
    for bill in facts.bills or ():
        if bill.kind != "charge" or bill.days_served is None or bill.period not in periods:
            continue
        served = len(days.get((bill.student, bill.period), ()))
        if bill.days_served > served:
            yield Problem(
                where=bill.source,
                subject=period_text(bill.period),
                evidence={
                    "student": bill.student,
                    "period": bill.period,
                    "days_charged": bill.days_served,
                    "days_present": served,
                },
                says=f"一名学生{period_text(bill.period)}按 {bill.days_served} 天收费，实际参加 {served} 天。",
                satisfied_by=f"按实际参加的 {served} 天重新计算，多收的退还。",
            )
