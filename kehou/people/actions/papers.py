"""What an outside person's papers must say before they are written down (五.3)."""

from datetime import date, timedelta

from kehou.ground.refusal import Refusal
from kehou.org.law import law_at
from kehou.policy.facts.plan import QUALIFIED_ROLES


def clearance_days(school_id: int, on: date) -> int:
    """How old a proof of no criminal record may be, in days. SQL: 1."""
    days: int = law_at(school_id).params(on).clearance_days
    return days


def demand_sound(
    school_id: int, role: str, today: date, *, qualification: str, cleared_on: date | None, cleared_until: date | None
) -> date | None:
    """The last day of the clearance; left out, the longest the policy and the district allow.

    Errors, in this order: qualification_missing; cleared_in_future; clearance_undated; clearance_too_long.
    """
    if role in QUALIFIED_ROLES and not qualification:
        says = "要写明资质，例如“乒乓球二级教练”"
        raise Refusal("qualification_missing", says, clause="五.3", fields={"qualification": "请写资质名称"})
    if cleared_on is None:
        if cleared_until is not None:
            says = "先填无犯罪记录证明的开具日期"
            raise Refusal("clearance_undated", says, clause="五.3", fields={"cleared_on": "请填开具日期"})
        return None
    if cleared_on > today:
        says = "无犯罪记录证明的开具日期不能在今天之后"
        raise Refusal("cleared_in_future", says, clause="五.3", fields={"cleared_on": "请填证明上的日期"})
    days = clearance_days(school_id, today)
    longest = cleared_on + timedelta(days=days)
    if cleared_until is not None and not cleared_on <= cleared_until <= longest:
        says = f"无犯罪记录证明从开具起最多用 {days} 天"
        raise Refusal("clearance_too_long", says, clause="五.3", fields={"cleared_until": f"最晚 {longest:%Y-%m-%d}"})
    return cleared_until or longest
