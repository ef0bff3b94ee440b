"""Why a wish was given or not, in three sentences and a line; never another child, never why somebody came first."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kehou.engines.allocation.settings import MODES
from kehou.enrol.queries.results import Answered


@dataclass(frozen=True, slots=True)
class Why:
    """label: what the details are called. line: (how many stand in it, how far it went, where this child stands)."""

    label: str
    sentences: tuple[str, ...]
    line: tuple[int, int, int] | None = None


def why(answered: Answered, name: str, mode: str = MODES[0]) -> Why:
    """What is told of one wish. Figures come masked from the draw (enrol/figures.py); mode: that of the round."""
    f = answered.figures
    places, wanted = int(f.get("places") or 0), int(f.get("wanted") or 0)
    counted = _("%(places)s 个名额，%(wanted)s 个孩子填了它。") % {"places": places, "wanted": wanted}
    if answered.answer == "better":
        other = answered.instead
        says = _("同一时间录取了更靠前的志愿%(other)s，一个时间只能上一门。") % {"other": f"“{other}”" if other else ""}
        return Why(_("为什么"), (says,))
    if answered.answer == "closed":
        return Why(_("为什么没有开班"), (counted, _("到最少开班人数的班才开，填了它的孩子都按后面的志愿录。")))
    if answered.answer == "fixed_block":
        return Why(_("为什么"), (_("那段时间%(name)s另有安排。") % {"name": name},))
    if answered.answer not in ("given", "full"):
        return Why(_("为什么"), (_("这门课不对这个年级开放。"),))
    mine, last, total = int(f.get("mine") or 0), int(f.get("last") or 0), int(f.get("total") or 0)
    if wanted <= places:
        return Why(_("为什么"), (counted, _("名额够，填了的都录。")))
    label = _("为什么没直接录上") if answered.answer == "full" else _("为什么")
    if not last:
        return Why(label, (counted, _together(answered.answer, name, mode)))
    sentences = (counted, _first(f.get("first")), _order(answered.answer, name, mine, last))
    return Why(label, sentences, (total, last, mine) if mine and last else None)


def _together(answer: str, name: str, mode: str) -> str:
    """Where no line decided there is no place in it to tell."""
    says = {
        ("draft", "given"): _("轮到%(name)s挑的时候还有名额，录上了。"),
        ("draft", "full"): _("轮到%(name)s挑的时候，名额已经被先轮到的孩子挑完。"),
        ("week-fair", "given"): _("先录优先照顾的孩子；同一组里，这样排大家合起来最合意，给了%(name)s。"),
        ("week-fair", "full"): _("先录优先照顾的孩子；同一组里，这样排大家合起来最合意，这一门没有轮到%(name)s。"),
    }.get((mode, answer), _("先录优先照顾的孩子，再按摇号。"))
    return says % {"name": name}


def _first(first: int | str | None) -> str:
    if first:
        return _("先录优先照顾的孩子，共 %(n)s 人。") % {"n": first}
    return _("先录优先照顾的孩子，再按摇号。")


def _order(answer: str, name: str, mine: int, last: int) -> str:
    where = {"name": name, "mine": mine, "last": last}
    if answer == "given":
        return _("排队录到第 %(last)s 号，%(name)s %(mine)s 号，录上了。") % where
    return _("排队录到第 %(last)s 号，%(name)s %(mine)s 号，没轮到。") % where
