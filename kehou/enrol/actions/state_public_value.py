"""What was drawn in public after the deadline, typed by two people who must agree."""

import re
import unicodedata

from kehou.enrol.models import PublicValue, Round
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.org.rows import scope
from kehou.people.permits import at_school

_FIGURES = re.compile(r"[0-9A-Za-z]+(?: [0-9A-Za-z]+)*")
FEWEST = 6
"""Figures: six dice are 46,656 outcomes."""


@action(allow=[at_school("coordinator", "principal")])
def state_public_value(act: Act, *, school_id: int, round_id: int, value: str) -> str:
    """Type the value. Returns "first" (one person so far), "agreed" or "differs"; what differs is kept and decides nothing.

    Full-width figures and spaces do not matter. Of each person the latest word counts.
    Errors: Refusal no_public_value, not_frozen, value_stated, bad_value.
    """
    round_ = lock_row(Round, round_id)
    if round_.school_id != school_id:
        raise NotYours
    if round_.value_until is None or round_.state != "open":
        raise Refusal("no_public_value", "这一轮不等公开数，或已经摇过号")
    if round_.frozen_at is None:
        raise Refusal(
            "not_frozen", "志愿还没有封存，现在录的数不能用", satisfied_by="截止以后系统自动封存，封存了再掷、再录。"
        )
    if round_.public_value:
        raise Refusal("value_stated", "公开数已经由两个人录过，不能再改")
    stated = as_stated(value)
    PublicValue.objects.create(**scope(school_id), round=round_, account_id=act.account_id, value=stated, at=act.at)
    latest = dict(PublicValue.objects.filter(round=round_).order_by("at", "pk").values_list("account_id", "value"))
    others = [typed for account, typed in latest.items() if account != act.account_id]
    if not others:
        return "first"
    if stated not in others:
        return "differs"
    round_.public_value = stated
    round_.save(update_fields=["public_value"])
    return "agreed"


def as_stated(value: str) -> str:
    """One way of writing for one value. Errors: Refusal bad_value."""
    text = " ".join(unicodedata.normalize("NFKC", value).upper().split())
    if not _FIGURES.fullmatch(text) or len(text.replace(" ", "")) < FEWEST or len(text) > 64:
        says = f"照着现场的数录，至少 {FEWEST} 位数字或字母"
        raise Refusal("bad_value", says, fields={"value": says})
    return text
