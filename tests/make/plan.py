"""A school with everything a plan needs: a committee, a calendar with office hours, and a document without problems."""

import json
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from kehou.kernel.clock import LOCAL
from kehou.org.models import CalendarDay, OfficeHours, School, Term
from kehou.people.models import Account
from kehou.plan.actions.accept_plan import accept_plan
from kehou.plan.actions.cast_vote import cast_vote
from kehou.plan.actions.import_document import import_document
from kehou.plan.actions.open_meeting import open_meeting
from kehou.plan.actions.publish_plan import publish_plan
from kehou.plan.actions.start_version import start_version
from kehou.plan.actions.submit_plan import submit_plan
from kehou.plan.models import PlanVersion
from tests.make.people import act_of, give_role, make_account, make_officer, make_school, term_of

WRITTEN_AT = datetime(2026, 8, 24, 9, 0, tzinfo=LOCAL)
DAYS = ["mon", "tue", "wed", "thu", "fri"]


@dataclass
class PlanCast:
    """Who makes a plan: a coordinator, a committee of five, the district's officer, all with their school and term."""

    school: School
    term: Term
    coordinator: Account
    members: list[Account]
    officer: Account

    @property
    def ids(self) -> dict[str, int]:
        return {"school_id": self.school.pk, "term_id": self.term.pk}


def make_plan_cast(name: str = "滨河示范小学", *, members: int = 5) -> PlanCast:
    school = make_school(name)
    term = term_of(school)
    district = school.district
    for since, closes in ((date(2026, 8, 1), time(18, 0)), (date(2026, 11, 1), time(17, 30))):
        OfficeHours.objects.get_or_create(district=district, from_date=since, defaults={"closes": closes})
    CalendarDay.objects.get_or_create(district=district, date=date(2026, 10, 1), defaults={"day": "off"})
    officer = make_account("白洁")
    give_role(officer, "district_officer", district=district)
    committee = []
    for place in range(members):
        member = make_account(f"委员{place + 1}")
        give_role(member, "committee", school=school)
        committee.append(member)
    return PlanCast(school, term, make_officer("coordinator", school), committee, officer)


def promise(**changed: Any) -> dict[str, Any]:
    """The parts of a small plan that conforms; `changed` replaces whole keys."""
    return {**deepcopy(_PROMISE), **changed}


def make_version(cast: PlanCast, at: datetime = WRITTEN_AT, **changed: Any) -> int:
    """A draft with a conforming document."""
    act = act_of(cast.coordinator, at)
    version = PlanVersion.objects.get(pk=start_version(act, **cast.ids))
    text = json.dumps({**version.document, **promise(**changed)})  # JSON is YAML
    import_document(act, school_id=cast.school.pk, version_id=version.pk, text=text, revision=version.revision)
    return version.pk


def decide(cast: PlanCast, version_id: int, at: datetime = WRITTEN_AT) -> int:
    """The committee passes the version: all vote for it."""
    meeting = open_meeting(
        act_of(cast.coordinator, at),
        school_id=cast.school.pk,
        version_id=version_id,
        agenda="审议课后服务实施方案",
        closes_at=at + timedelta(days=2),
    )
    for member in cast.members:
        cast_vote(act_of(member, at), school_id=cast.school.pk, meeting_id=meeting, choice="for")
    return meeting


def file(cast: PlanCast, version_id: int, at: datetime = WRITTEN_AT) -> None:
    """Submitted and accepted on the same day."""
    filing = submit_plan(act_of(cast.coordinator, at), school_id=cast.school.pk, version_id=version_id)
    accept_plan(act_of(cast.officer, at), school_id=cast.school.pk, filing_id=filing)


def make_filed_plan(cast: PlanCast, at: datetime = WRITTEN_AT, *, published: bool = True, **changed: Any) -> int:
    """A plan that went the whole way: written, passed, filed and, unless told not to, public."""
    version = make_version(cast, at, **changed)
    decide(cast, version, at)
    file(cast, version, at)
    if published:
        publish_plan(act_of(cast.coordinator, at), school_id=cast.school.pk, version_id=version)
    return version


def _course(
    n: int, name: str, content: str, domains: list[str], grades: list[int], days: list[str], led_by: str
) -> dict[str, Any]:
    return {
        "id": f"c{n:02d}", "name": name, "content": content, "domains": domains, "grades": grades, "window": "pm",
        "weekdays": days, "sections": 4, "capacity": 40, "mode": "onsite", "path": "entry", "led_by": led_by,
    }  # fmt: skip


def _block(grades: list[int], start: str, end: str, content: Any, choice: str) -> dict[str, Any]:
    return {
        "window": "pm", "grades": grades, "weekdays": DAYS, "start": start, "end": end, "content": content,
        "choice": choice, "mode": "onsite",
    }  # fmt: skip


_LOW, _UPPER = [1, 2], [3, 4, 5, 6]
_PROMISE: dict[str, Any] = {
    "policy": ["wuhai-2021-92", "national-2023-12"],
    "enrolled": {str(grade): 40 for grade in range(1, 7)},
    "survey": {
        "opened": "2026-08-17", "closed": "2026-08-21", "invited": 240, "answered": 220,
        "wanting": {str(grade): 34 for grade in range(1, 7)},
    },
    "committee": {"members": 5, "quorum": 3},
    "windows": [
        {"id": "pm", "kind": "after_class", "grades": [*_LOW, *_UPPER], "weekdays": DAYS, "start": "16:10", "end": "18:10"}
    ],
    "blocks": [
        _block(_LOW, "16:10", "17:10", ["reading", "group"], "required"),
        _block(_LOW, "17:10", "18:10", "menu", "elective"),
        _block(_UPPER, "16:10", "17:10", ["homework", "self_study"], "required"),
        _block(_UPPER, "17:10", "18:10", "menu", "elective"),
    ],
    "courses": [
        _course(1, "剪纸", "handcraft", ["美", "劳"], _LOW, ["mon", "wed", "fri"], "t001"),
        _course(2, "跳绳与游戏", "group", ["体", "德"], _LOW, ["tue", "thu"], "t002"),
        _course(3, "绘本阅读", "reading", ["智"], _LOW, DAYS, "t003"),
        _course(4, "乒乓球", "interest", ["体"], _UPPER, ["mon", "wed", "fri"], "t004"),
        _course(5, "合唱", "interest", ["美", "德"], _UPPER, ["tue", "thu"], "t005"),
        _course(6, "科学小实验", "practice", ["智", "劳"], _UPPER, DAYS, "t006"),
    ],
    "staff": [
        {"id": f"t{n:03d}", "name": f"老师{n}", "role": "school_teacher", "applied": "2026-08-18"} for n in range(1, 7)
    ],
    "fees": {
        "basis": "month", "standard": {"primary": "60.00"}, "term_cap": {"primary": "300.00"},
        "sources": ["subsidy", "service_fee"], "collected_by": "school",
        "use": {"teacher_pay": 85, "external_pay": 10, "running": 5},
        "waivers": [{"category": "城市低保", "rate": 100}, {"category": "孤儿", "rate": 100}],
        "refund": "按未参加天数退费，次月10日前退回",
    },
    "priority": ["left_behind", "migrant", "hardship"],
    "duties": [{"duty": "统筹", "who": "校长"}, {"duty": "点名与交接", "who": "值守教师"}],
    "safety": {
        "roster": "每日值守表", "roll_call": True, "handover": "家长签字或授权码", "emergency": "应急预案2026版",
        "epidemic": "晨午检延伸至课后", "insurance": "校方责任险",
    },
    "safeguards": ["值守教师弹性上下班", "校级经费专账"],
    "appraisal": {"scheme": "课后服务绩效考评办法", "period": "term", "basis_of_pay": True},
    "publication": {
        "where": ["校门公示栏", "学校公众号"], "fee_shown": True, "content_shown": True,
        "channel": {"phone": "0473-0000000", "mailbox": "校长信箱"},
    },
}  # fmt: skip
