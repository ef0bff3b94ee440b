"""May this adult be put in charge of that section? One answer for the roster, its list of candidates and substitutes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from kehou.ground.refusal import Refusal
from kehou.ground.school_day import date_text, weekdays_text
from kehou.menu.load import Booking, busiest_week, clash
from kehou.people.queries import StaffInfo, clearance_problem
from kehou.staff.queries import Offer


@dataclass(frozen=True, slots=True)
class Candidate:
    """An adult with what he or she offered (teachers) and already holds."""

    staff: StaffInfo
    offer: Offer | None
    held: tuple[Booking, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be taken on: hours of one section, and whether it looks after homework."""

    hours: tuple[Booking, ...]
    homework: bool = False

    @property
    def first(self) -> date:
        return min(hour.first for hour in self.hours)

    @property
    def last(self) -> date:
        return max(hour.last for hour in self.hours)


def unfit(candidate: Candidate, wanted: Wanted) -> Refusal | None:
    """Why not, or None. Reasons in this order: no accepted application (五.1), weekday, homework, limit (五.2),
    clearance and qualification (五.3), provider (附.7), two places at once."""
    staff = candidate.staff
    refusal = _outside_offer(candidate, wanted) if staff.is_teacher else _not_cleared(staff, wanted)
    return refusal or _two_places(candidate, wanted.hours)


def _outside_offer(candidate: Candidate, wanted: Wanted) -> Refusal | None:
    name, offer = candidate.staff.name, candidate.offer
    if offer is None:
        return Refusal(
            "not_applied",
            f"{name}老师没有申报这学期的课后服务，或者学校还没有选定",
            clause="五.1",
            satisfied_by="请老师本人申报，学校选定以后再排",
        )
    missing = {hour.weekday for hour in wanted.hours} - set(offer.weekdays)
    if missing:
        return Refusal(
            "weekday_not_offered",
            f"{name}老师申报的是{weekdays_text(offer.weekdays)}，没有{weekdays_text(missing)}",
            clause="五.2",
            satisfied_by=f"换一位{weekdays_text(missing)}能来的老师，或请{name}老师改申报",
        )
    if wanted.homework and not offer.homework_duty:
        return Refusal(
            "homework_not_offered",
            f"{name}老师没有申报看护作业，只申报了开课",
            clause="五.2",
            satisfied_by="换一位愿意看护作业的老师",
        )
    minutes = busiest_week([*candidate.held, *wanted.hours])
    if offer.max_minutes is not None and minutes > offer.max_minutes:
        return Refusal(
            "over_own_limit",
            f"{name}老师每周最多 {offer.max_minutes} 分钟，加上这个班是 {minutes} 分钟",
            clause="五.2",
            satisfied_by=f"减去 {minutes - offer.max_minutes} 分钟，或换一位老师",
        )
    return None


def _not_cleared(staff: StaffInfo, wanted: Wanted) -> Refusal | None:
    last = wanted.last
    problem = clearance_problem(staff, last)
    if problem is None:
        return None
    by_provider = staff.role == "institution" and problem == _provider_problem(staff, last)
    ends_midway = clearance_problem(staff, wanted.first) is None
    return Refusal(
        "provider_not_in_force" if by_provider else "not_cleared",
        f"{problem}，不能排到{date_text(last)}" if ends_midway else problem,
        clause="附.7" if by_provider else "五.3",
        satisfied_by="先更新登记的证明和有效期" + ("，或者只排到有效期那一天" if ends_midway else ""),
    )


def _provider_problem(staff: StaffInfo, last: date) -> str | None:
    """The provider's part of `clearance_problem`: what stands when the person's own papers are taken as good."""
    return clearance_problem(replace(staff, cleared_until=last, qualified_until=last), last)


def _two_places(candidate: Candidate, hours: Sequence[Booking]) -> Refusal | None:
    pair = clash(candidate.held, hours)
    if pair is None:
        return None
    held, new = pair
    when = f"{weekdays_text([new.weekday])} {held.starts:%H:%M}–{held.ends:%H:%M}"
    return Refusal(
        "two_places_at_once",
        f"{candidate.staff.name}{when}已经在{held.what}",
        clause="附.11",
        satisfied_by="换一位这个时间有空的老师，或先结束那边的班次",
    )
