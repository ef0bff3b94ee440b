"""A district takes back a figure that has not begun to hold."""

from datetime import date

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import tell
from kehou.org.actions.district_parameter import drop_parameter
from kehou.people.permits import district_itself
from kehou.people.queries import accounts_in_district
from kehou.plan.parameters import demand_ahead
from kehou.policy.parameter_words import label_of


@action(allow=[district_itself])
def withdraw_district_value(act: Act, *, district_id: int, name: str, from_date: date) -> None:
    """What held before goes on; the schools are told. Errors, in this order: not_ahead; plans_in_hand; nothing_to_withdraw."""
    demand_ahead(district_id, from_date, act.today)
    if not drop_parameter(district_id, name, from_date):
        raise Refusal("nothing_to_withdraw", "这项标准已经收回了")
    tell(
        act,
        accounts_in_district(district_id, ("coordinator", "principal"), act.at),
        kind="parameter_set",
        title=f"“{label_of(name)}”不改了",
        body=f"原定 {from_date.year}年{from_date.month}月{from_date.day}日起的标准收回，仍按原来的核对。",
    )
