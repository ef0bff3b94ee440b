"""Anybody says something about a school without a name."""

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import anyone
from kehou.review.actions.admitting import admit
from kehou.review.actions.complaints import demand_words, keep


@action(allow=[anyone])
def drop_tip(act: Act, *, school_id: int, text: str, receipt: str, origin: int, about: str = "") -> None:
    """Nothing is kept that leads to whoever wrote: the act itself must come without an account and without a device.

    origin: about where it comes from (throttle.origin_of), for counting only.
    Refusals, in order: not_anonymous, text_missing, unknown_clause, bad_receipt, too_many_tips, no_term.
    Source: wuhai-2021-92 八.5b; guarantees, anonymous answers.
    """
    if act.actor.kind != "public" or act.device:
        raise Refusal("not_anonymous", "这件事没能匿名送出，没有留下任何记录。请用浏览器的无痕窗口再试")
    demand_words(text, about, receipt)
    admit(act, school_id, origin)
    keep(act, school_id, text=text, about=about, receipt=receipt, account_id=None)
