"""Whom one can be in the demo, as the sign-in page and the terminal say it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kehou.people.demo import DemoPerson, demo_people

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class _Card:
    """How a role stands on the demo's page. says: with {child}."""

    group: str
    label: "StrOrPromise"
    icon: str
    says: "StrOrPromise"


_CARDS: dict[str, _Card] = {
    "guardian": _Card("family", _("家长"), "home", _("{child}现在在哪、谁带着")),
    "committee": _Card("family", _("家委会委员"), "users-group", _("要表决的事")),
    "teacher": _Card("school", _("教师"), "list-check", _("现在该看好哪些孩子")),
    "duty_leader": _Card("school", _("值守组长"), "building-community", _("哪个班没有老师、派谁去")),
    "coordinator": _Card("school", _("课后服务负责人"), "timeline", _("学期走到哪、什么挡着")),
    "finance_maker": _Card("school", _("学校财务"), "coin", _("账单、收款和补助")),
    "finance_checker": _Card("school", _("经费复核"), "scale", _("等第二个人看的钱")),
    "aid_officer": _Card("school", _("资助专员"), "heart-handshake", _("谁该减免")),
    "principal": _Card("school", _("校长"), "school", _("要签的和要答复的")),
    "gate": _Card("school", _("门卫"), "door-exit", _("还有谁没走")),
    "outside": _Card("school", _("外聘教练"), "ball-football", _("今天的课和课时")),
    "district_officer": _Card("watch", _("区教育局"), "building", _("哪些学校今天需要我")),
    "city_officer": _Card("watch", _("市教育局"), "building-bank", _("几个区放在一起看")),
}
# What the second person of a role says: who it is is told by where they are.
_ALSO: dict[str, "StrOrPromise"] = {"guardian": _("给{child}选课"), "coordinator": _("{place}的方案还差什么")}


def demo_cards(at: datetime) -> list[dict[str, Any]]:
    """Everybody one can be in the demo, in the page's order: person, label of the role, what they look at first. SQL: 4."""
    known = [person for person in demo_people(at) if person.role in _CARDS]
    order = list(_CARDS)
    first = {person.role: person for person in reversed(known)}
    return [_card(p, also=first[p.role] is not p) for p in sorted(known, key=lambda p: order.index(p.role))]


def _card(person: DemoPerson, *, also: bool) -> dict[str, Any]:
    card = _CARDS[person.role]
    says = str(_ALSO.get(person.role, card.says) if also else card.says)
    says = says.replace("{child}", person.child or _t("孩子")).replace("{place}", person.place)
    return {"group": card.group, "person": person, "label": card.label, "icon": card.icon, "says": says}
