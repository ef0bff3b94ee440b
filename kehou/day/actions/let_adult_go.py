"""Somebody leaves the school: their children first, then what they were there, then their account (附.11, I9, I21)."""

from django.apps import apps

from kehou.day.models import Duty, Session
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.kernel.outbox import tell
from kehou.kernel.secrets import opaque_id
from kehou.menu import queries as menu
from kehou.menu.queries import Gap
from kehou.org import queries as org
from kehou.people import queries as people
from kehou.people.accounts import Leaver, leaver
from kehou.people.actions.end_account import end_account
from kehou.people.permits import at_school, over_school


@action(allow=[at_school("coordinator", "principal"), over_school()])
def let_adult_go(act: Act, *, school_id: int, account_id: int) -> bool:
    """From now on they are nobody at the school; returns whether their account ended too. What they did stays.

    Their duties are not moved: the roster stops counting who has left (`menu.queries.last_day`), today's that have not
    begun are taken off, and who leads the school's afternoons is told which sections need somebody.
    Refusals, in order: own_account; NotYours for who is nobody there; still_in_a_session (附.11), last_one.
    """
    if account_id == act.actor.account_id:
        raise Refusal("own_account", "自己的账号自己停不了。请另一位负责人、校长或区教育局来停")
    found = leaver(account_id, school_id, act.at)
    if found is None or found.gone_at is not None:
        raise NotYours
    lock_adults(found.staff_ids)
    demand_no_children(act, found)
    term = org.term_on(school_id, act.today)
    gaps = menu.left_without(school_id, term.id, found.staff_ids, act.today) if term else []
    ended = end_account(act.as_system("let_adult_go"), school_id=school_id, account_id=account_id)
    take_off_today(act, found)
    tell_who_leads(act, school_id, found, gaps)
    return ended


def lock_adults(staff_ids: tuple[int, ...]) -> None:
    """Before anything of theirs, as everybody does."""
    for staff_id in sorted(staff_ids):
        lock_row(apps.get_model("people.StaffMember"), staff_id)


def demand_no_children(act: Act, who: Leaver) -> None:
    """Refusals: still_in_a_session. Whoever is signed in is answerable for children, and could not even sign out any more."""
    today = Session.objects.filter(date=act.today, duty__staff_id__in=who.staff_ids).exclude(state="cancelled")
    for session_id in sorted(set(today.values_list("pk", flat=True))):
        lock_row(Session, session_id)  # nobody signs in between this look and the end
    stays = Duty.objects.filter(staff_id__in=who.staff_ids, session__date=act.today, in_at__isnull=False, out_at=None)
    stay = stays.select_related("session__section").order_by("session__planned_start").first()
    if stay is not None:
        raise Refusal(
            "still_in_a_session",
            f"{who.name}还在{stay.session.section.name}签着到，现在停，孩子身边就没有人负责了",
            clause="附.11",
            satisfied_by="派另一位老师去接手，等这一位签退以后再停",
        )


def take_off_today(act: Act, who: Leaver) -> None:
    """What is planned for the rest of the day and has not begun is nobody's now; what was done stays."""
    to_come = Duty.objects.filter(staff_id__in=who.staff_ids, in_at=None, out_at=None)
    to_come.filter(session__date=act.today, session__planned_end__gt=act.at).delete()


def tell_who_leads(act: Act, school_id: int, who: Leaver, gaps: list[Gap]) -> None:
    """The coordinators and those who lead the afternoons learn which sections need somebody."""
    if not gaps:
        return
    shown = "、".join(gap.name for gap in gaps[:5]) + (f"等 {len(gaps)} 个教学班" if len(gaps) > 5 else "")
    tell(
        act,
        people.accounts_with_role(school_id, ["coordinator", "duty_leader"], act.at),
        kind="adult_left",
        title=f"{who.name}离开了学校，{len(gaps)} 个教学班要补人",
        body=f"从今天起没有老师：{shown}。",
        link=f"/school/{opaque_id('school', school_id)}/sections/",
        school_id=school_id,
        urgent=True,
    )
