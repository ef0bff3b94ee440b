"""Wishes close: the input of the draw is frozen, and its figure published, before anybody can know the numbers."""

import secrets
from collections import defaultdict
from datetime import datetime

from kehou.engines.allocation import drawlog
from kehou.engines.allocation.frozen import frozen_facts, published_texts, salts_text, tables_digest
from kehou.engines.allocation.sealed import PUBLIC, SALTS, salts_of
from kehou.enrol.freezing import digests, settings_of, table_texts
from kehou.enrol.groups import group_of
from kehou.enrol.market import Market, market
from kehou.enrol.models import FrozenFile, Round, Seat, Wishes
from kehou.enrol.queries import joined
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.clock import LOCAL
from kehou.kernel.lock import lock_row
from kehou.kernel.permit import system
from kehou.kernel.secrets import opaque_id
from kehou.menu import queries as menu
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.people.aid import aid_of_school
from kehou.people.permits import at_school
from kehou.plan import queries as plan


@action(allow=[system, at_school("coordinator", "principal")])
def freeze_round(act: Act, *, school_id: int, round_id: int) -> int:
    """Freeze a round whose deadline has passed; returns the children in it. Frozen once: again, nothing happens.

    Errors: Refusal already_drawn, not_closed_yet, clock_set_back.
    """
    round_ = lock_row(Round, round_id)
    if round_.school_id != school_id:
        raise NotYours
    demand_closed(act, round_)
    return freeze(act, round_)


def demand_closed(act: Act, round_: Round) -> None:
    """A clock that runs behind the log would let a step stand before the one it follows."""
    if round_.state != "open":
        raise Refusal("already_drawn", "这一轮已经摇过号了，结果不能再摇")
    if act.at < round_.closes_at:
        raise Refusal("not_closed_yet", "选课还没有截止，截止以后才能摇号")
    if round_.log and act.at.astimezone(LOCAL).isoformat() < str(round_.log[-1]["at"]):
        raise Refusal(
            "clock_set_back", "服务器的时钟比公开记录的上一步还早，没有摇号", satisfied_by="请管理员校准时钟以后再摇。"
        )


def freeze(act: Act, round_: Round) -> int:
    """Write the tables, and the figure that binds them into the log; the round is locked."""
    if round_.frozen_at is not None:
        return int(round_.log[-1]["students"])
    round_.key = round_.key or secrets.token_hex(32)
    found = build_market(act, round_)
    tables, salts = table_texts(found.round), salts_of(round_.key, found.round.students)
    public = published_texts(found.round, "", salts, [])[PUBLIC]
    FrozenFile.objects.bulk_create(
        FrozenFile(**scope(round_.school_id), round=round_, name=name, text=text)
        for name, text in {**tables, SALTS: salts_text(salts), PUBLIC: public}.items()
    )
    figures = digests(tables)
    facts = frozen_facts(found.round, settings_of(round_), figures, salts)
    write_log(act, round_, "frozen", **facts)
    Wishes.objects.filter(round=round_).exclude(arrived_at=None).update(arrived_at=None)  # what counted of it is frozen
    round_.frozen_at, round_.input_digest = act.at, tables_digest(figures)
    round_.save(update_fields=["key", "frozen_at", "log", "input_digest"])
    return len(found.round.students)


def write_log(act: Act, round_: Round, event: str, **facts: object) -> None:
    """One step more in the published log. A round opened before there was one gets its first step as it was."""
    name = opaque_id("round", round_.pk)
    if not round_.log:
        opened = round_.opens_at.astimezone(LOCAL).isoformat()
        round_.log = drawlog.appended([], "committed", round_name=name, at=opened, commitment=round_.commitment)
    round_.log = drawlog.appended(round_.log, event, round_name=name, at=act.at.astimezone(LOCAL).isoformat(), **facts)


def arrived(round_: Round, at: datetime) -> int:
    """Seconds after the round opened, as far as they decide anything: 0 inside the gate, else whole minutes.

    A slow phone costs nobody a place, and when a family sat down to it stands nowhere to the second.
    """
    minutes = int((at - round_.opens_at).total_seconds()) // 60
    return 0 if minutes < round_.gate else minutes * 60


def build_market(act: Act, round_: Round) -> Market:
    """The input of a round: children who had joined at its deadline, their lists as saved before it. SQL: 11."""
    taking_part = joined(round_.school_id, round_.term_id, round_.closes_at)
    children = people.pupils(round_.school_id, ids=taking_part)
    document = plan.filed_document(round_.school_id, round_.term_id) or {}
    priority = tuple(document.get("priority") or ())
    care, aids = people.care_of_school(round_.school_id), aid_of_school(round_.school_id)
    closes_on = round_.closes_at.astimezone(LOCAL).date()
    aided = {child for child, aid in aids.items() if aid.on(closes_on)}
    seats = Seat.objects.filter(school_id=round_.school_id, term_id=round_.term_id).exclude(state="released")
    seated: dict[int, set[int]] = defaultdict(set)
    for child, section in seats.exclude(how="class").values_list("pupil_id", "section_id"):
        seated[child].add(section)
    wishes = {row.pupil_id: row for row in Wishes.objects.filter(round=round_)}
    return market(
        menu.sections(round_.school_id, round_.term_id, with_adults=False),
        children,
        groups={child.id: group_of(care.get(child.id), priority, aided=child.id in aided) for child in children},
        wishes={child: row.ranked for child, row in wishes.items()},
        arrived={child: arrived(round_, row.arrived_at) for child, row in wishes.items() if row.arrived_at},
        seated=seated,
        key=round_.key,
        on=act.today,
    )
