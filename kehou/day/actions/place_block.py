"""A court or police order reaches the school: a person must not get the child."""

from datetime import date, datetime, time, timedelta

from kehou.day.locking import lock_child
from kehou.day.models import CustodyBlock
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.clock import LOCAL
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.people.permits import at_school


@action(allow=[at_school("coordinator", "principal")])
def place_block(
    act: Act,
    *,
    school_id: int,
    child_id: int,
    name: str,
    evidence: str,
    ordered_on: date | None = None,
    last_day: date | None = None,
) -> int:
    """In force from the commit on, to the end of last_day (None: until the principal lifts it); it beats every authorisation (I11).

    evidence: who decided and the document's number, sealed.
    Refusals, in order: evidence_missing, order_ended, order_to_come.
    """
    child = people.pupil(child_id)
    if child is None or child.school_id != school_id:
        raise NotYours
    if not name.strip() or not evidence.strip():
        raise Refusal(
            "evidence_missing",
            "写上不能接孩子的人的姓名，和决定的文号",
            fields={key: "要填" for key, value in (("name", name), ("evidence", evidence)) if not value.strip()},
        )
    if last_day is not None and last_day < act.today:
        raise Refusal(
            "order_ended",
            "这份决定已经过了最后一天，不再限制接送",
            fields={"last_day": "最后一天已经过了。延长过的，请填新的日期"},
        )
    if ordered_on is not None and ordered_on > act.today:
        raise Refusal(
            "order_to_come",
            "决定的日期还没有到，请照文书上的日期填",
            fields={"ordered_on": "日期还没有到，请照文书上的填"},
        )
    lock_child(child_id)
    block = CustodyBlock.objects.create(
        **scope(school_id), pupil_id=child_id, name=name.strip(), evidence=evidence.strip(), ordered_on=ordered_on,
        since=act.at, until=_end_of(last_day),
    )  # fmt: skip
    return block.pk


def _end_of(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day + timedelta(days=1), time(), LOCAL)
