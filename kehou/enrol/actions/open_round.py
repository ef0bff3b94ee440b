"""The school opens a choice round (选课轮次), its draw already committed to."""

import secrets
from datetime import datetime, timedelta

from kehou.engines.allocation import drawlog
from kehou.engines.allocation.draw import commitment
from kehou.engines.allocation.settings import MINUTES_OF_DAY, MODES
from kehou.enrol.freezing import digest, settings_of
from kehou.enrol.models import Round
from kehou.ground.refusal import Refusal
from kehou.kernel import outbox
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.clock import LOCAL
from kehou.kernel.secrets import opaque_id
from kehou.menu import queries as menu
from kehou.org import queries as org
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.people.permits import at_school
from kehou.plan import queries as plan

VALUE_WITHIN = timedelta(hours=24)
"""How long after the deadline two people have to type what was drawn in public; then it is drawn without."""


@action(allow=[at_school("coordinator", "principal")])
def open_round(
    act: Act,
    *,
    school_id: int,
    term_id: int,
    name: str,
    opens_at: datetime,
    closes_at: datetime,
    mode: str = MODES[0],
    gate: int = 30,
    public_value: bool = True,
    secret: str = "",
) -> int:
    """Open a round. The secret behind `commitment` is made here and shown to nobody before the draw.

    mode: how places are given; families are told before they choose, and it cannot be changed. gate: minutes from opens_at
    in which arrivals count as one, mode fair-gate.
    public_value: after the deadline something is drawn in public (dice on camera) and joined to the secret.
    secret: only the simulator gives one, so that the same seed draws the same numbers.
    Errors, in this order: times, bad_mode, bad_gate, no_filed_plan (附.1), not_published (八.5b), calendar, unstaffed (附.11),
    round_open.
    """
    _demand_times(act, opens_at, closes_at)
    _demand_mode(mode, gate, closes_at - opens_at)
    _demand_ready(act, school_id, term_id)
    if secret and act.source != "sim":
        raise ValueError("nobody chooses the secret of a draw")
    key = digest(f"key|{secret}") if secret else secrets.token_hex(32)
    secret = secret or secrets.token_hex(32)
    round_ = Round.objects.create(
        **scope(school_id),
        term_id=term_id,
        name=name,
        mode=mode,
        gate=gate,
        opens_at=opens_at,
        closes_at=closes_at,
        commitment=commitment(secret),
        secret=secret,
        key=key,
        value_until=closes_at + VALUE_WITHIN if public_value else None,
        state="open",
    )
    at = act.at.astimezone(LOCAL).isoformat()
    promised = {"commitment": round_.commitment, "options": settings_of(round_).options}
    round_.log = drawlog.appended([], "committed", round_name=opaque_id("round", round_.pk), at=at, **promised)
    round_.save(update_fields=["log"])
    _tell_families(act, school_id, round_)
    return round_.pk


def _demand_times(act: Act, opens_at: datetime, closes_at: datetime) -> None:
    if not act.at < closes_at or opens_at >= closes_at:
        raise Refusal("times", "截止时间要晚于开始时间和现在", fields={"closes_at": "要晚于开始时间和现在"})


def _demand_mode(mode: str, gate: int, open_for: timedelta) -> None:
    if mode not in MODES:
        raise Refusal("bad_mode", "选一种分名额的办法", fields={"mode": "选一种"})
    longest = min(open_for // timedelta(minutes=1), MINUTES_OF_DAY)
    if mode == "fair-gate" and not 1 <= gate <= longest:
        says = "至少一分钟，不超过一天，也不超过截止"
        raise Refusal("bad_gate", f"不分先后的时间：{says}", fields={"gate": says})


def _demand_ready(act: Act, school_id: int, term_id: int) -> None:
    if plan.filed_version_id(school_id, term_id) is None:
        raise Refusal(
            "no_filed_plan", "方案还没有备案，不能开放选课", clause="附.1", satisfied_by="方案备案以后再开放。"
        )
    if not plan.is_published(school_id, term_id):
        raise Refusal(
            "not_published",
            "备案的方案还没有公示，不能开放选课",
            clause="八.5b",
            satisfied_by="先公示内容、收费和监督渠道。",
        )
    term = org.term(term_id)
    years = {term.first_day.year, term.last_day.year}
    if not org.calendar_confirmed(org.school(school_id).district_id, years):
        raise Refusal("calendar_not_confirmed", "本学期的校历还没有人确认，先请教育局确认", clause="六.1")
    gaps = menu.unstaffed(school_id, term_id, act.today)
    if gaps:
        names = "、".join(gap.name for gap in gaps[:3])
        raise Refusal(
            "unstaffed",
            f"还有 {len(gaps)} 个教学班没有安排好老师或教室：{names}",
            clause="附.11",
            satisfied_by="每个教学班都有老师、教室和人数以后再开放。",
        )
    if Round.objects.filter(school_id=school_id, term_id=term_id, state="open").exists():
        raise Refusal("round_open", "已有一轮选课在进行，等它摇号以后再开下一轮")


def _tell_families(act: Act, school_id: int, round_: Round) -> None:
    children = [child.id for child in people.pupils(school_id)]
    accounts = sorted({a for found in people.guardian_accounts(children, act.at).values() for a in found})
    outbox.tell(
        act,
        accounts,
        kind="round_opened",
        title=f"{round_.name}开始了",
        body=_when_to_file(round_),
        link="/family/choose/",
        school_id=school_id,
        once=f"round:{round_.pk}",
    )


def _when_to_file(round_: Round) -> str:
    """Where minutes count it is said at once, and how many do not."""
    if round_.mode == "fair-gate":
        return f"开始后 {round_.gate} 分钟里填的不分先后；过了以后按填的先后。截止以后出结果。"
    return "早填晚填都一样，截止以后统一摇号。"
