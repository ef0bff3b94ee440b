"""A teacher steps back from the term's service, at any time (二.1); the roster follows in the same commit."""

from datetime import date, timedelta

from kehou.ground.refusal import NotYours, Refusal
from kehou.ground.school_day import date_text
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import tell
from kehou.kernel.secrets import opaque_id
from kehou.menu.models import RosterEntry
from kehou.people import queries as people
from kehou.people.permits import at_school
from kehou.staff import queries as staff
from kehou.staff.actions.withdraw_application import withdraw_application


@action(allow=[at_school("teacher")])
def step_back(act: Act, *, school_id: int, application_id: int, last_day: date | None = None) -> int:
    """Withdraw one's own application; duties end after `last_day` (default: today).

    Today's children are not left alone by a tap: what is planned for today stays. Returns how many duties ended.
    Errors: NotYours for anybody else's application; day_is_past.
    """
    place, term_id, staff_id = staff.place_of(application_id)
    me = people.staff_of_account(act.account_id, school_id, act.at)
    if me is None or place != school_id or me.id != staff_id:
        raise NotYours
    last_day = last_day or act.today
    if last_day < act.today:
        raise Refusal("day_is_past", "最早从今天之后退出", fields={"last_day": "请填今天或以后的日期"})
    withdraw_application(act.as_system("step_back"), application_id=application_id)
    entries = RosterEntry.objects.filter(staff_id=staff_id, section__term_id=term_id)
    ended = entries.filter(until=None) | entries.filter(until__gt=last_day)
    names = sorted(set(ended.order_by("section__number").values_list("section__name", flat=True)))
    count = ended.update(until=last_day)
    if count:
        shown = "、".join(names[:5]) + (f"等 {len(names)} 个教学班" if len(names) > 5 else "")
        tell(
            act,
            people.accounts_with_role(school_id, ["coordinator", "duty_leader"], act.at),
            kind="teacher_stepped_back",
            title=f"{me.name}老师退出课后服务，{count} 个班次要补人",
            body=f"{date_text(last_day + timedelta(days=1))}起没有老师：{shown}。",
            link=f"/school/{opaque_id('school', school_id)}/sections/",
            school_id=school_id,
        )
    return count
