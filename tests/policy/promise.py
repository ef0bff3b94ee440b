"""Plans for tests: a document that conforms, to be changed in one place, and what the checker says about it."""

from copy import deepcopy
from datetime import date, time
from typing import Any

from kehou.ground.grade import STAGES, band_of, stage_of
from kehou.policy.check import Finding, Report, judge
from kehou.policy.exchange.plan_yaml import plan_from_document
from kehou.policy.facts.district_plan import DistrictPlan
from kehou.policy.facts.records import CalendarDay, HolidaySurvey, OfficeHours
from kehou.policy.facts.term import TermFacts
from kehou.policy.pack import load_packs

WEEK = ["mon", "tue", "wed", "thu", "fri"]
BASE, OVERLAY = "wuhai-2021-92", "national-2023-12"
CLOSING = (OfficeHours(date(2026, 5, 1), time(18, 0)), OfficeHours(date(2026, 11, 1), time(17, 30)))
FIRST_HOUR = {
    "low": ["reading", "group"],
    "upper": ["homework", "self_study"],
    "junior": ["homework", "qa"],
    "senior": ["course_tutoring", "self_study"],
}
MENU_KIND = {"low": "handcraft", "upper": "interest", "junior": "club", "senior": "arts_sports"}
Document = dict[str, Any]


def promise(*grades: int, **parts: Any) -> Document:
    """A conforming plan of a school with these grades (left out: 1–6); parts replace its own, None takes one away.

    One after_class window 16:10–18:10; an hour of the band's own content, then an hour of menu with five courses a
    band, one for each domain, with room for everybody on every weekday. 100 pupils a grade, of whom 80 want service.
    """
    of = grades or (1, 2, 3, 4, 5, 6)
    bands = list(dict.fromkeys(band_of(grade) for grade in of))
    in_band = {band: [grade for grade in of if band_of(grade) == band] for band in bands}
    document: Document = {
        "kehou": "plan/1",
        "policy": BASE,
        "school": {
            "code": "2115000999", "name": "云杉学校", "district": "150302", "ownership": "public",
            "stages": [stage for stage in STAGES if any(stage_of(grade) == stage for grade in of)],
            "boarding": "none",
        },
        "term": {"id": "2026-autumn", "first_day": "2026-08-31", "last_day": "2027-01-15"},
        "version": 1,
        "enrolled": {str(grade): 100 for grade in of},
        "survey": {
            "opened": "2026-08-15", "closed": "2026-08-20", "invited": 100 * len(of), "answered": 90 * len(of),
            "wanting": {str(grade): 80 for grade in of},
        },
        "committee": {"members": 11, "quorum": 8, "meetings": [vote()]},
        "windows": [window(*of)],
        "blocks": [
            item
            for band in bands
            for item in (
                block(*in_band[band], content=FIRST_HOUR[band]),
                block(*in_band[band], start="17:10", end="18:10", content="menu", choice="elective"),
            )
        ],
        "courses": [
            course(*in_band[band], id=f"{band}{n}", name=f"{domain}育课", content=MENU_KIND[band], domains=[domain])
            for band in bands
            for n, domain in enumerate("德智体美劳")
        ],
        "staff": [person()],
        "providers": [],
        "fees": {
            "basis": "month", "standard": {"primary": "60.00"}, "term_cap": {"primary": "300.00"},
            "sources": ["subsidy", "service_fee"], "collected_by": "school",
            "use": {"teacher_pay": 85, "external_pay": 10, "running": 5}, "waivers": [{"category": "低保", "rate": 100}],
        },
        "priority": ["left_behind", "migrant"],
        "duties": [{"duty": "统筹", "who": "校长"}],
        "safety": {"roster": "值守表", "roll_call": True, "handover": "签字", "emergency": "预案", "epidemic": "晨午检"},
        "safeguards": ["经费专账"],
        "appraisal": {"scheme": "考评办法", "period": "term", "basis_of_pay": True},
        "publication": {
            "published": "2026-08-28", "where": ["校门口"], "fee_shown": True, "content_shown": True,
            "channel": {"mailbox": "校长信箱"},
        },
        "filed": "2026-09-08",
    }  # fmt: skip
    for key, value in parts.items():
        document[key] = value
    return {key: value for key, value in document.items() if value is not None}


def vote(**changes: Any) -> Document:
    return {"date": "2026-08-26", "present": 10, "for": 9, "against": 0, "abstain": 1, "opinion": "同意", **changes}


def window(*grades: int, **changes: Any) -> Document:
    return {
        "id": "pm", "kind": "after_class", "grades": list(grades), "weekdays": WEEK, "start": "16:10", "end": "18:10",
        **changes,
    }  # fmt: skip


def block(*grades: int, **changes: Any) -> Document:
    return {
        "window": "pm", "grades": list(grades), "weekdays": WEEK, "start": "16:10", "end": "17:10",
        "content": ["reading"], "choice": "required", **changes,
    }  # fmt: skip


def course(*grades: int, **changes: Any) -> Document:
    return {
        "id": "c", "name": "剪纸", "content": "handcraft", "domains": ["美"], "grades": list(grades), "window": "pm",
        "weekdays": WEEK, "sections": 10, "capacity": 40, **changes,
    }  # fmt: skip


def person(**changes: Any) -> Document:
    return {"id": "t1", "name": "云老师", "role": "school_teacher", "applied": "2026-08-18", **changes}


def outsider(**changes: Any) -> Document:
    """Cleared, qualified, of a listed institution p1."""
    return {
        "id": "o1", "name": "松教练", "role": "institution", "provider": "p1", "qualification": "教练员",
        "cleared_on": "2026-08-11", **changes,
    }  # fmt: skip


def provider(**changes: Any) -> Document:
    return {
        "id": "p1", "name": "云杉体育", "category": "non_subject", "listed": True, "licence_until": "2027-06-30",
        **changes,
    }  # fmt: skip


def district(**parts: Any) -> Document:
    """A conforming district plan; None takes a part away."""
    document: Document = {
        "kehou": "district-plan/1",
        "policy": BASE,
        "district": {"code": "150302", "name": "云杉区"},
        "term": {"id": "2026-autumn", "first_day": "2026-08-31", "last_day": "2027-01-15"},
        "version": 1,
        "lead_body": {"name": "区教育局", "members": ["财政局"]},
        "schools": [{"code": "2115000999", "name": "云杉学校"}],
        "funding": {"sources": ["subsidy"], "ceiling": {"primary": "300.00"}},
        "exchange": [{"from": "云杉学校", "to": "沙丘学校"}],
        "evaluation": {
            "scheme": "评价办法",
            "indicators": [{"name": "覆盖", "weight": 40}, {"name": "安全", "weight": 60}],
            "result_used_for": ["school", "principal"],
        },
        "supervision": {"who": "督导室", "visits_per_term": 1, "channel": {"phone": "0473-0000000"}},
        "filed": "2026-09-16",
    }
    document.update(parts)
    return {key: value for key, value in document.items() if value is not None}


def filled(grade: int, *contents: Any, **changes: Any) -> Document:
    """A plan of one grade whose window is cut into equal blocks with these contents."""
    minutes = 120 // len(contents)
    blocks = [
        block(grade, start=_clock(970 + n * minutes), end=_clock(970 + (n + 1) * minutes), content=content, **changes)
        for n, content in enumerate(contents)
    ]
    return promise(grade, blocks=blocks)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def changed(document: Document, path: str, value: Any) -> Document:
    """A copy with one place replaced: changed(plan, "courses.0.capacity", 0); a value of None takes the key away."""
    copy = deepcopy(document)
    *steps, last = path.split(".")
    place: Any = copy
    for step in steps:
        place = place[int(step) if isinstance(place, list) else step]
    if value is None:
        del place[int(last) if isinstance(place, list) else last]
    else:
        place[int(last) if isinstance(place, list) else last] = value
    return copy


def edited(document: Document, **edits: Any) -> Document:
    """Several places changed: edited(plan, fees__basis="term", filed=None)."""
    for place, value in edits.items():
        document = changed(document, place.replace("__", "."), value)
    return document


def without(document: Document, part: str) -> Document:
    return {key: value for key, value in document.items() if key != part}


def everywhere(document: Document, part: str, **changes: Any) -> Document:
    """Every item of a part, changed."""
    return document | {part: [item | changes for item in document[part]]}


def without_grade(document: Document, grade: int) -> Document:
    """The grade keeps its pupils and their wishes, and is in no window, block or course."""
    parts = ("windows", "blocks", "courses")
    return document | {
        part: [item | {"grades": [g for g in item["grades"] if g != grade]} for item in document[part]]
        for part in parts
    }


def with_window(document: Document, *windows: Document) -> Document:
    return document | {"windows": [*document["windows"], *windows]}


def holidays(**days: str) -> tuple[CalendarDay, ...]:
    """Calendar rows: holidays(d1001="off", d1010="workday wed"), month and day of 2026."""
    rows = []
    for name, what in days.items():
        day, _, follows = what.partition(" ")
        rows.append(CalendarDay(date(2026, int(name[1:3]), int(name[3:])), day, follows))
    return tuple(rows)


def report(
    document: Document,
    *,
    calendar: tuple[CalendarDay, ...] = (),
    closing: tuple[OfficeHours, ...] | None = CLOSING,
    surveys: tuple[HolidaySurvey, ...] | None = (),
) -> Report:
    """What the checker answers; the document has to be readable."""
    plan, errors = plan_from_document(document)
    assert plan is not None and not errors, errors
    law = load_packs(plan.policy)
    if isinstance(plan, DistrictPlan):
        return judge(TermFacts(district_plan=plan), law, judges=("district_plan",))
    facts = TermFacts(plan=plan, calendar=calendar, office_hours=closing, holiday_surveys=surveys)
    return judge(facts, law)


def findings(rule: str, document: Document, **tables: Any) -> list[Finding]:
    """The findings of one rule."""
    return [finding for finding in report(document, **tables).findings if finding.rule == rule]


def fires(rule: str, document: Document, **tables: Any) -> bool:
    return bool(findings(rule, document, **tables))


def places(rule: str, document: Document, **tables: Any) -> list[str]:
    """Where the findings of one rule stand."""
    return [finding.where for finding in findings(rule, document, **tables)]
