"""The frame of each site's pages: the ways on, the place, the term, the person. Asked of the database only where a shell is drawn."""

import time
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _t

from kehou.day.queries.teaching import leads_lessons
from kehou.kernel.act import Act
from kehou.org import queries as org
from kehou.org.queries import SchoolInfo, TermInfo
from kehou.people import queries as people
from kehou.people.queries import RoleInfo
from kehou.web.shared.frame import Frame, NavItem


@dataclass(frozen=True, slots=True)
class Way:
    """One way on. takes: "school", "district", "child" or "" — what the route needs.

    roles: who sees it, () = all; "adult" is whoever leads lessons, with an office or without.
    """

    label: str
    icon: str
    route: str
    takes: str = ""
    roles: tuple[str, ...] = ()
    foot: bool = False


OFFICE = ("coordinator", "principal")
LEADERS = (*OFFICE, "duty_leader")
MONEY = ("finance_maker", "finance_checker", "coordinator", "principal")
WAYS: dict[str, tuple[Way, ...]] = {
    "school": (
        Way("等您决定", "checklist", "school:decisions", "school", ("finance_checker",)),
        Way("学期进程", "timeline", "school:term", "school", OFFICE),
        Way("需求调查", "message-report", "school:survey", "school", OFFICE),
        Way("教师申报", "users", "school:applications", "school", OFFICE),
        Way("方案", "file-description", "school:plan", "school", OFFICE),
        Way("选课轮次", "dice-5", "school:rounds", "school", OFFICE),
        Way("教学班", "books", "school:sections", "school", OFFICE),
        Way("今日值守", "building-community", "school:today", "school", (*OFFICE, "duty_leader")),
        Way("账单", "receipt", "school:bills", "school", (*MONEY, "aid_officer")),
        Way("资助", "heart-handshake", "school:aid", "school", ("aid_officer",)),
        Way("经费", "coin", "school:ledger", "school", MONEY),
        Way("绩效考评", "award", "school:appraisal", "school", OFFICE),
        Way("补助发放", "scale", "school:pay", "school", MONEY),
        Way("问题与整改", "clipboard-check", "school:findings", "school", OFFICE),
        Way("投诉", "message-report", "school:complaints", "school", OFFICE),
        Way("学生与教职工", "user-circle", "school:people", "school", OFFICE, foot=True),
        Way("开学前的准备", "calendar-check", "school:setup", "school", OFFICE, foot=True),
        Way("岗位和账号", "lock", "school:accounts", "school", OFFICE, foot=True),
        Way("政策条款", "book-2", "public:policy", foot=True),
    ),
    "authority": (
        Way("全市", "layout-grid", "authority:city", "", ("city_officer",)),
        Way("学校总览", "layout-grid", "authority:overview", "district"),
        Way("方案备案", "file-check", "authority:filings", "district"),
        Way("问题与整改", "clipboard-check", "authority:findings", "district"),
        Way("投诉", "message-report", "authority:complaints", "district"),
        Way("学校", "school", "authority:schools", "district"),
        Way("学期和校历", "calendar", "authority:calendar", "district"),
        Way("核对标准", "list-details", "authority:parameters", "district"),
        Way("区和人员", "settings", "authority:setup", "", ("city_officer",)),
        Way("政策条款", "book-2", "public:policy", foot=True),
    ),
    "family": (
        Way("今天", "home", "family:today", "child"),
        Way("选课", "books", "family:choose", "child"),
        Way("账单", "receipt", "family:bills", "child"),
        Way("消息", "bell", "account:letters"),
        Way("我的", "user-circle", "family:child", "child"),
    ),
    "teacher": (
        Way("今天", "list-check", "teacher:today", "", ("adult", *LEADERS)),
        Way("交接", "door-exit", "teacher:gate", "", ("gate",)),
        Way("申报", "clipboard-check", "teacher:apply", "school", ("teacher",)),
        Way("补助", "coin", "teacher:hours", "", ("adult",)),
        Way("消息", "bell", "account:letters"),
        Way("我的", "user-circle", "account:me"),
    ),
    "committee": (
        Way("表决", "checklist", "committee:ballots"),
        Way("方案", "file-description", "committee:plan"),
        Way("经费", "coin", "committee:fund"),
        Way("消息", "bell", "account:letters"),
        Way("我的", "user-circle", "account:me"),
    ),
}
OFFICE_SITES = ("school", "authority")
UNDER = {
    "school:survey_results": "school:survey", "school:questions": "school:plan", "school:paper_consents": "school:rounds",
    "school:rooms": "school:sections", "school:outside": "school:sections", "school:outside_new": "school:sections",
    "school:outside_renew": "school:sections", "school:outside_end": "school:sections",
    "school:provider_new": "school:sections", "school:provider_renew": "school:sections",
    "school:duty_times": "school:today", "school:finding": "school:findings", "school:complaint": "school:complaints",
    "school:lists": "school:people", "school:list": "school:people", "school:slips": "school:people",
    "school:adults": "school:people",
}  # fmt: skip
"""Pages whose address lies under no way's, and the way they are reached by: that one is marked as current."""
# Pages of the account that are an entry of the phones' tab bars; the bar stays where it was.
ON_THE_BAR = ("account:letters", "account:me")


def frame_of(request: HttpRequest) -> Frame:
    """SQL: 1–2, and 2–3 more a minute for each school. Empty for pages outside the sites and for strangers."""
    act: Act = request.act  # type: ignore[attr-defined]
    match = request.resolver_match
    site = match.app_name if match else ""
    if match is None or act.actor.kind != "account" or (site not in WAYS and match.view_name not in ON_THE_BAR):
        return Frame()
    roles = people.roles_of(act.account_id, act.at)
    site = site if site in WAYS else _phone(request, act, roles)
    ids = {name.removesuffix("_id"): value for name, value in match.kwargs.items() if name.endswith("_id")}
    school = _school_of(site, ids, roles)
    district = ids.get("district") or next((r.district_id for r in roles if r.district_id), None)
    if site == "authority" and district is None and ids.get("school"):
        district = school_info(ids["school"], _minute()).district_id
    child = ids.get("child") or (_first_child(act) if site == "family" else None)
    taken = {"school": school, "district": district, "child": child}
    held = {role.role for role in roles if role.school_id in (None, school)}
    if site == "teacher" and ("teacher" in held or leads_lessons(act.account_id, act.at, has_office=bool(held))):
        held.add("adult")
    nav = tuple(item for way in WAYS.get(site, ()) if (item := _item(way, taken, held)) is not None)
    if site not in OFFICE_SITES:
        return Frame(nav=nav)
    return _office(request, act, site, nav, roles, school, district)


def _office(
    request: HttpRequest, act: Act, site: str, nav: tuple[NavItem, ...], roles: list[RoleInfo],
    school: int | None, district: int | None,
) -> Frame:  # fmt: skip
    place, under, term = "", "", None
    if site == "school" and school:
        info = school_info(school, _minute())
        place, under, term = info.name, info.district_name, term_info(school, act.today.isoformat(), _minute())
    elif district:
        place, under = _t("%(name)s教育局") % {"name": district_name(district, _minute())}, _t("课后服务")
        term = district_term(district, act.today.isoformat(), _minute())
    else:
        place, under = _t("市教育局"), _t("课后服务")
    role = next((r for r in roles if school and r.school_id == school), roles[0] if roles else None)
    return Frame(
        nav=nav, place=place, under=under, term=term.name if term else "", term_says=_week(act, term),
        person=getattr(request.user, "name", ""), office=role.label if role else "", person_url=reverse("account:me"),
        here=_way_above(request, school),
    )  # fmt: skip


def _phone(request: HttpRequest, act: Act, roles: list[RoleInfo]) -> str:
    """The phone site of one's own that one comes from, else one's first; "" for offices, which have a desk."""
    held = {role.role for role in roles}
    own = [
        site
        for site, is_own in (
            ("family", bool(people.children_of(act.account_id, act.at))),
            ("teacher", bool(held & {"teacher", "gate"})),
            ("committee", "committee" in held),
        )
        if is_own
    ]
    came_from = urlsplit(request.headers.get("Referer", "")).path.split("/")[1:2]
    return came_from[0] if came_from and came_from[0] in own else next(iter(own), "")


def _way_above(request: HttpRequest, school: int | None) -> str:
    match = request.resolver_match
    way = UNDER.get(match.view_name) if match else None
    return reverse(way, args=[school]) if way and school else ""


def _week(act: Act, term: TermInfo | None) -> str:
    """第9周, counted from the Monday of the first day; "" outside the term."""
    if term is None or not term.first_day <= act.today <= term.last_day:
        return ""
    monday = term.first_day.toordinal() - term.first_day.weekday()
    return _t("第%(number)s周") % {"number": (act.today.toordinal() - monday) // 7 + 1}


def _school_of(site: str, ids: dict[str, int], roles: list[RoleInfo]) -> int | None:
    """The school in the URL, else the one where the person works. A page of a session names neither: the person does."""
    if "school" in ids:
        return ids["school"]
    return next((role.school_id for role in roles if role.school_id), None) if site != "authority" else None


def _first_child(act: Act) -> int | None:
    children = people.children_of(act.account_id, act.at)
    return children[0].id if children else None


def _item(way: Way, taken: dict[str, int | None], held: set[str]) -> NavItem | None:
    """None where the way is not this person's, or leads to something that is not there."""
    if way.roles and not held & set(way.roles):
        return None
    number = taken.get(way.takes) if way.takes else None
    if way.takes and number is None:
        return None
    try:
        url = reverse(way.route, args=[number] if number else [])
    except NoReverseMatch:
        return None
    return NavItem(_t(way.label), way.icon, url, foot=way.foot)


def _minute() -> int:
    """Names of schools and terms are remembered by the process for a minute."""
    return int(time.monotonic() // 60)


@lru_cache(maxsize=4096)
def school_info(school_id: int, _minute: int) -> SchoolInfo:
    return org.school_without_campuses(school_id)


@lru_cache(maxsize=4096)
def term_info(school_id: int, _today: str, _minute: int) -> TermInfo | None:
    return org.term_on(school_id, date.fromisoformat(_today))


@lru_cache(maxsize=256)
def district_term(district_id: int, _today: str, _minute: int) -> TermInfo | None:
    return org.term_for(district_id, date.fromisoformat(_today))


@lru_cache(maxsize=256)
def district_name(district_id: int, _minute: int) -> str:
    return org.district_name(district_id)


def forget_names() -> None:
    """For tests, whose schools come and go."""
    for remembered in (school_info, term_info, district_term, district_name):
        remembered.cache_clear()
