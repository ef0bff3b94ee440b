"""A district sets a figure that the policy leaves to it, for the terms ahead."""

from datetime import date

from kehou.ground.refusal import NotYours, Refusal
from kehou.ground.school_day import date_text
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import tell
from kehou.org.actions.district_parameter import write_parameter
from kehou.org.law import CITY_PACKS
from kehou.people.permits import district_itself
from kehou.people.queries import accounts_in_district
from kehou.plan.parameters import demand_ahead
from kehou.policy.pack import load_packs
from kehou.policy.parameter_words import bounds_text, label_of, value_text
from kehou.policy.parameters import in_force, laid_over

LONGEST = 80
"""Characters of a reference."""


@action(allow=[district_itself])
def set_district_value(
    act: Act, *, district_id: int, name: str, value: int | dict[str, int], from_date: date, reference: str
) -> int:
    """value: a whole number, or one for each part of the figure. It holds for terms that begin on or after from_date, until
    the next value of the district or of the law; the schools are told.

    Errors, in this order: NotYours for a figure the law does not leave to the district; out_of_bounds; no_reference;
    not_ahead; plans_in_hand. Source: rulebook §2.
    """
    known = load_packs(CITY_PACKS).dated().get(name, ())
    law = in_force(known, from_date) if known else None
    if law is None or not law.district_may_set:
        raise NotYours
    if not law.allows(value):
        says = f"“{label_of(name)}”区里可以定的范围是 {bounds_text(name, law)}"
        raise Refusal("out_of_bounds", says, satisfied_by=f"填 {bounds_text(name, law)}", fields={"value": says})
    if not reference.strip():
        raise Refusal("no_reference", "请写凭哪份文件", fields={"reference": "请写文件名或文号"})
    demand_ahead(district_id, from_date, act.today)
    own = laid_over(law, value, from_date, reference.strip()[:LONGEST])
    row = write_parameter(act, district_id, name, value, from_date, own.source)
    tell(
        act,
        accounts_in_district(district_id, ("coordinator", "principal"), act.at),
        kind="parameter_set",
        title=f"{label_of(name)}：{value_text(name, own)}",
        body=f"{own.source}。{from_date.year}年{date_text(from_date)}起开始的学期，方案和记录按它核对。",
    )
    return row
