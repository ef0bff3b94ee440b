"""A volunteer, coach or retired teacher without an account does not come any more (附.11, 五.3)."""

from kehou.day.actions.let_adult_go import demand_no_children, lock_adults, take_off_today, tell_who_leads
from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.menu import queries as menu
from kehou.org import queries as org
from kehou.people.accounts import outsider
from kehou.people.actions.end_place import end_place
from kehou.people.permits import at_school


@action(allow=[at_school("coordinator", "principal")])
def let_outsider_go(act: Act, *, school_id: int, staff_id: int) -> None:
    """As `let_adult_go`; nothing of a sign-in ends, for there was none.

    Refusals, in order: NotYours for who has an account or is not of the school; still_in_a_session (附.11).
    """
    found = outsider(staff_id, school_id)
    if found is None or found.gone_at is not None:
        raise NotYours
    lock_adults(found.staff_ids)
    demand_no_children(act, found)
    term = org.term_on(school_id, act.today)
    gaps = menu.left_without(school_id, term.id, found.staff_ids, act.today) if term else []
    end_place(act.as_system("let_outsider_go"), school_id=school_id, staff_id=staff_id)
    take_off_today(act, found)
    tell_who_leads(act, school_id, found, gaps)
