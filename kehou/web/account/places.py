"""Where each person starts: by live ties and roles, never by a field that says what somebody is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _t

from kehou.day.queries.teaching import leads_lessons
from kehou.people import queries as people
from kehou.people.queries import RoleInfo, given_name

# Role → its first page, the one after where a build does not have it yet; each with what its URL takes.
_FIRST_PAGES: dict[str, tuple[tuple[str, str], ...]] = {
    "city_officer": (("authority:city", ""), ("authority:schools", ""), ("authority:setup", "")),
    "district_officer": (("authority:overview", "district"), ("authority:filings", "district")),
    "principal": (("school:term", "school"), ("school:plan", "school")),
    "coordinator": (("school:term", "school"), ("school:plan", "school")),
    "finance_maker": (("school:bills", "school"),),
    "finance_checker": (("school:decisions", "school"), ("school:pay", "school")),
    "aid_officer": (("school:aid", "school"),),
    "duty_leader": (("school:today", "school"), ("teacher:today", "")),
    "gate": (("teacher:gate", ""),),
    "committee": (("committee:ballots", ""),),
    "teacher": (("teacher:today", ""),),
}
_ICONS = {
    "city_officer": "building-bank", "district_officer": "building", "principal": "school", "coordinator": "timeline",
    "finance_maker": "coin", "finance_checker": "scale", "aid_officer": "heart-handshake",
    "duty_leader": "building-community", "gate": "door-exit", "committee": "users-group", "teacher": "list-check",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One way in. label: "家长", "课后服务负责人"; says: whose, or where; role: "guardian" or one of the roles."""

    label: str
    says: str
    icon: str
    url: str
    role: str


def places(account_id: int, at: datetime) -> list[Place]:
    """Every first page of an account, each once. SQL: 3–5.

    Somebody on the staff list with another office sees lessons only if they lead some; without one, they came for them.
    """
    found: list[Place] = []
    children = people.children_of(account_id, at)
    if children:
        names = _t("、").join(given_name(child.name) for child in children)
        found.append(Place(_t("家长"), names, "home", _first((("family:home", ""),), None), "guardian"))
    roles = people.roles_of(account_id, at)
    for role in sorted(roles, key=lambda held: list(_FIRST_PAGES).index(held.role)):
        where = role.school_name or role.district_name
        found.append(Place(role.label, where, _ICONS[role.role], _first(_FIRST_PAGES[role.role], role), role.role))
    if not any(role.role in ("teacher", "gate") for role in roles) and leads_lessons(
        account_id, at, has_office=bool(roles)
    ):
        found.append(Place(_t("任课"), "", "list-check", _first((("teacher:today", ""),), None), "outside"))
    once = {place.url: place for place in reversed(found) if place.url}
    return list(reversed(once.values()))


def _first(pages: Sequence[tuple[str, str]], role: RoleInfo | None) -> str:
    for name, takes in pages:
        number = getattr(role, f"{takes}_id") if takes else None
        try:
            return reverse(name, args=[number] if number else [])
        except NoReverseMatch:
            continue
    return ""
