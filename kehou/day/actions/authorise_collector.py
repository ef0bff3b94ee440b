"""A guardian names somebody who may collect the child (接送人)."""

from datetime import date as Date

from kehou.day import release
from kehou.day.locking import lock_child
from kehou.day.models import Collector
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import tell
from kehou.kernel.secrets import code_hash, opaque_id
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.people.permits import guardian_of


@action(allow=[guardian_of("child_id")])
def authorise_collector(
    act: Act, *, child_id: int, name: str, relation: str, phone: str = "", only_on: Date | None = None
) -> int:
    """Name a collector, until taken back or (only_on) for one day with a one-time code. Answers the collector.

    The other guardians are told.
    Refusals, in order: name_missing, day_past, custody_block.
    """
    name, relation = " ".join(name.split())[:40], relation.strip()[:20]
    if not name or not relation:
        raise Refusal(
            "name_missing",
            "写上来接的人的姓名，和孩子是什么关系",
            fields={key: "要填" for key, value in (("name", name), ("relation", relation)) if not value},
        )
    if only_on is not None and only_on < act.today:
        raise Refusal("day_past", "这一天已经过去", fields={"only_on": "选今天或以后"})
    child = people.pupil(child_id)
    if child is None:
        raise NotYours
    lock_child(child_id)
    blocked = release.blocked_names([child_id], act.at).get(child_id, frozenset())
    release.demand_own_word(act, people.guardians([child_id], act.at).get(child_id, []), blocked)
    release.demand_unblocked(release.Case(child.grade, blocked), name)
    row = Collector.objects.create(
        **scope(child.school_id), pupil_id=child_id, name=name, relation=relation, phone=phone.strip(),
        only_on=only_on, authorised_by_id=act.account_id, since=act.at,
    )  # fmt: skip
    if only_on is not None:
        row.code_hash = code_hash("collector", release.collecting_code(row))
        row.save(update_fields=["code_hash"])
    tell(
        act, release.others(act, child_id), kind="collector_added", school_id=child.school_id,
        title=f"{people.given_name(child.name)}的接送人有变动", body="另一位监护人添加了一位接送人，请看一看",
        link=f"/family/{opaque_id('pupil', child_id)}/collectors/", once=f"collector:{row.pk}",
    )  # fmt: skip
    return row.pk
