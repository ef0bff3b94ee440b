"""How places are given, in words for families: one sentence each on what happens, what is promised and what it costs.

The long form is docs/the-law-and-the-draw/parent.zh.md; what each promise rests on, docs/allocation-modes.md.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kehou.engines.allocation.settings import MODES


@dataclass(frozen=True, slots=True)
class ModeWords:
    """how: what happens; promise, price: a family reads both before it chooses. hurry: whether to be quick, in a line."""

    name: str
    how: str
    promise: str
    price: str
    hurry: str


def mode_words(mode: str, gate: int) -> ModeWords:
    """gate: minutes, told in mode fair-gate only."""
    same = _("早填晚填都一样，不用抢。")
    if mode == "week-fair":
        return ModeWords(
            _("一周最少落空"),
            _(
                "先录优先照顾的孩子。每一组里，把名额放在一起看，怎样排合起来最合意就怎样排；前几天没得到什么的，后几天多照顾。"
            ),
            _("一门也没有的孩子最少。"),
            _("号靠前的孩子有时要让一让；不能保证照实填最好，有的家庭换一种填法会占到便宜。"),
            same,
        )
    if mode == "draft":
        return ModeWords(
            _("轮流挑选"),
            _("一轮一轮来，每轮每个孩子得一门：优先照顾的孩子先，再按摇到的号；下一轮倒过来，上一轮最后的先挑。"),
            _("更多孩子能得到一两门最想上的。"),
            _("不能保证照实填最好：把抢手的课放在前面，有时会占便宜。"),
            same,
        )
    if mode == "fair-gate":
        minutes = {"gate": gate}
        return ModeWords(
            _("不用抢的先到先得"),
            _("先录优先照顾的孩子。开始后 %(gate)s 分钟里填的，不分先后，一起摇号排队；过了以后，按填的先后接在后面。")
            % minutes,
            _("照实填就是最好的填法。"),
            _("过了开始的 %(gate)s 分钟才填的排在后面；号在一周里不轮换，排在后面的天天在后面。") % minutes,
            _("开始后 %(gate)s 分钟里填的不分先后，不用抢。") % minutes,
        )
    return ModeWords(
        _("分组轮转摇号"),
        _("先录优先照顾的孩子，再按摇到的号；轮到谁，谁就得到志愿里最靠前、还有名额的那一门。号只摇一次，每换一个时段往后轮，排在后面的不会每天都在后面。"),
        _("照实填就是最好的填法。"),
        _("只按号，不去凑全校合起来最合意，一门也没有的孩子会比“一周最少落空”多一些。"),
        same,
    )  # fmt: skip


def all_modes(gate: int) -> list[tuple[str, ModeWords]]:
    """In the order in which a school is offered them; the first is the usual one."""
    return [(mode, mode_words(mode, gate)) for mode in MODES]
