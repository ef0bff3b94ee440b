"""What a school may charge for a period, and whom: from the filed plan, what was served, and who takes part."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Sum

from kehou.day import queries as day
from kehou.enrol import facts as enrol
from kehou.fund.billing import (
    Charge,
    Period,
    Rates,
    Served,
    charge,
    charged_windows,
    period_of,
    period_text,
    service_days,
    waiver_rates,
)
from kehou.fund.models import Bill
from kehou.ground.refusal import Refusal
from kehou.ground.school_day import date_text
from kehou.kernel.clock import LOCAL
from kehou.org import queries as org
from kehou.people import aid
from kehou.people import queries as people
from kehou.people.queries import PupilInfo
from kehou.plan import queries as plan
from kehou.policy.facts.plan import Fees, Plan


@dataclass(frozen=True, slots=True)
class Tariff:
    """The filed plan's fees for one period, public since a day."""

    school_id: int
    term_id: int
    plan: Plan
    fees: Fees
    period: Period
    public_since: date


def tariff_for(school_id: int, term_id: int, period_key: str) -> Tariff:
    """SQL: 4.

    Refusals, in order: no_filed_plan (附.1), not_public (八.5b), no_fee (二.2), no_such_period.
    """
    filed = plan.filed_plan(school_id, term_id)
    if filed is None:
        raise Refusal(
            "no_filed_plan", "方案还没有备案，不能收费", clause="附.1", satisfied_by="方案经区教育局备案后再收费"
        )
    public = plan.first_published_at(school_id, term_id)
    if public is None:
        raise Refusal(
            "not_public", "收费标准还没有公示，不能收费", clause="八.5b", satisfied_by="先公示内容、收费和监督渠道"
        )
    if filed.fees is None or not filed.fees.taken:
        raise Refusal("no_fee", "方案写明不收费", clause="二.2", satisfied_by="要收费先改方案，经家委会表决和备案")
    found = period_of(period_key, org.term(term_id))
    if found is None or (filed.fees.basis == "term") != (found.key == org.term(term_id).key):
        raise Refusal("no_such_period", "方案不按这个时段收费", fields={"period": "请选方案里的收费时段"})
    return Tariff(school_id, term_id, filed, filed.fees, found, public.astimezone(LOCAL).date())


def demand_rolls(tariff: Tariff) -> None:
    """Refusal roll_call_missing (八.5c) while a session of the period lacks its roll-call. SQL: 1."""
    open_rolls = day.without_roll_call(tariff.school_id, tariff.period.first, tariff.period.last)
    if open_rolls:
        named = "、".join(f"{date_text(on)}{name}" for on, name in open_rolls[:3])
        more = " 等" if len(open_rolls) > 3 else ""
        raise Refusal(
            "roll_call_missing",
            f"{len(open_rolls)} 次课没有点名，{period_text(tariff.period.key)}账单出不来。没有点名的是：{named}{more}",
            clause="八.5c",
            satisfied_by="补上点名；没有上的课写明原因取消",
        )


def charges(
    tariff: Tariff, only: Collection[int] | None = None, *, granted: Rates | None = None
) -> dict[int, tuple[PupilInfo, Charge]]:
    """Child → what it owes for the period by what the record says now; only children served and taking part by consent.

    A day is waived by the category that was in force on it (八.3c). granted: what was waived before on a day and stays so,
    whatever was found out since. Days before the fee was public are free (I6). `earlier` counts the term's other live bills.
    SQL: 9.
    """
    period, windows = tariff.period, charged_windows(tariff.plan)
    first = max(period.first, tariff.public_since)
    keys = {window.id for window in windows}
    served = day.served_sessions(tariff.school_id, first, period.last, keys) if first <= period.last else {}
    taking_part = _taking_part(tariff)
    wanted = [child for child in served if only is None or child in only]
    children = people.pupils(tariff.school_id, ids=wanted, also_left=True)
    aids = aid.aid_of_school(tariff.school_id) if only is None else aid.aid_of(wanted)
    rates = waiver_rates(tariff.fees)
    earlier = _earlier(tariff)
    calendar = org.calendar(org.school(tariff.school_id).district_id)
    offered = {g: len(service_days(windows, g, period, calendar)) for g in {child.grade for child in children}}
    found = {}
    for child in children:
        if child.number not in taking_part:
            continue
        by_day: dict[date, list[int]] = {}
        for on, session in served[child.id]:
            by_day.setdefault(on, []).append(session)
        found[child.id] = (
            child,
            charge(
                tariff.fees, child.grade, Served(by_day),
                offered=offered[child.grade], earlier=earlier.get(child.id, 0),
                rates=_rates(aids.get(child.id), rates, by_day, granted or {}),
            ),
        )  # fmt: skip
    return found


def _rates(found: aid.Aid | None, rates: Mapping[str, int], days: Iterable[date], granted: Rates) -> Rates:
    """The best per cent of each day."""
    return {
        day: max(granted.get(day, 0), *(rates.get(category, 0) for category in (found.on(day) if found else ())), 0)
        for day in days
    }


def _taking_part(tariff: Tariff) -> set[int]:
    """Numbers of children for whom a guardian's join counted at some time of the term: nobody else is charged (I6)."""
    return {
        int(act.student.removeprefix("s"))
        for act in enrol.consents(tariff.school_id, tariff.term_id)
        if act.act == "join" and (act.by == "guardian" or act.confirmed is not None)
    }


def _earlier(tariff: Tariff) -> Mapping[int, int]:
    """Child → fen of the term's other live bills, less refunds."""
    rows = Bill.objects.filter(school_id=tariff.school_id, term_id=tariff.term_id, voided_at=None)
    sums = rows.exclude(period=tariff.period.key).values("pupil_id").annotate(fen=Sum(F("charged") - F("refunded")))
    return {row["pupil_id"]: row["fen"] for row in sums}
