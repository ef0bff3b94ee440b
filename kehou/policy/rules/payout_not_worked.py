"""Pay follows hours really kept."""

from collections.abc import Iterator
from decimal import Decimal

from kehou.engines import presence
from kehou.engines.presence import Span
from kehou.ground.problem import Problem
from kehou.policy.facts.held import sessions_by_id
from kehou.policy.facts.periods import is_period, period_text, periods_of
from kehou.policy.facts.term import TermFacts
from kehou.policy.facts.whereabouts import adult_span
from kehou.policy.parameters import Params
from kehou.policy.rule import rule

SECONDS = 3600  # in an hour


@rule("payout-not-worked", judges="records", needs=("sessions", "adults", "payouts"))
def payout_not_worked(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """The hours paid to an adult for a period exceed the hours of the stays in held sessions by more than the tolerance.

    Time in two sessions at once counts once. A payout that names no hours is not judged.
    """
    paid: dict[tuple[str, str], Decimal] = {}
    rows: dict[tuple[str, str], list[str]] = {}
    for payout in facts.payouts or ():
        if payout.hours is not None and is_period(payout.period, facts):
            key = (payout.adult, payout.period)
            paid[key] = paid.get(key, Decimal(0)) + payout.hours
            rows.setdefault(key, []).append(payout.source)
    stays = _stays(facts)
    for key, hours in paid.items():
        seconds = int(presence.length(stays.get(key, ())).total_seconds())
        if hours * SECONDS - seconds > params.payout_tolerance * SECONDS:
            adult, period = key
            worked = Decimal(seconds) / SECONDS
            yield Problem(
                where="payouts.csv",
                subject=period_text(period).strip(),
                evidence={
                    "adult": adult,
                    "period": period,
                    "hours_paid": str(hours),
                    "hours_worked": f"{worked:.2f}",
                    "rows": rows[key],
                },
                says=f"{period_text(period)}发给一名值守人员 {hours} 小时的报酬，签到记录只有 {worked:.2f} 小时。",
                satisfied_by="按实际值守的时间发放；签到漏记的，核实后补记并写明原因。",
            )


def _stays(facts: TermFacts) -> dict[tuple[str, str], list[Span]]:
    sessions = sessions_by_id(facts)
    stays: dict[tuple[str, str], list[Span]] = {}
    for row in facts.adults or ():
        session = sessions.get(row.session)
        span = adult_span(row, session) if session is not None and session.held else None
        if session is not None and span is not None:
            for period in periods_of(session.date, facts):
                stays.setdefault((row.adult, period), []).append(span)
    return stays
