"""The checker: how long a person typing a plan waits for the problems panel, and an inspector for a file."""

import gc
import sys
import time
from collections.abc import Callable
from datetime import date
from datetime import time as clock
from typing import Any

from kehou.policy.check import judge
from kehou.policy.exchange.plan_writing import yaml_from_document
from kehou.policy.exchange.plan_yaml import plan_from_document, plan_from_text
from kehou.policy.facts.plan import Plan
from kehou.policy.facts.records import OfficeHours
from kehou.policy.facts.term import TermFacts
from kehou.policy.pack import load_packs

WEEK = ["mon", "tue", "wed", "thu", "fri"]
BANDS = ([1, 2], [3, 4, 5, 6], [7, 8, 9], [10, 11, 12])
LIMIT_MS = 100


def largest_document() -> dict[str, Any]:
    """Twelve grades in two seasons, 120 courses on every weekday, 200 staff: larger than any school of the city."""
    seasons = {"a": {"to": "2026-10-31"}, "w": {"from": "2026-11-01"}}
    windows = [
        {"id": f"{season}{n}", "kind": "after_class", "grades": grades, "weekdays": WEEK, "start": "16:10",
         "end": "18:10", **dates}
        for season, dates in seasons.items()
        for n, grades in enumerate(BANDS)
    ]  # fmt: skip
    blocks = [
        {"window": window["id"], "grades": [grade], "weekdays": WEEK, "choice": "required", **half}
        for window in windows
        for grade in window["grades"]
        for half in (
            {"start": "16:10", "end": "17:10", "content": ["homework", "self_study"]},
            {"start": "17:10", "end": "18:10", "content": "menu"},
        )
    ]
    courses = [
        {"id": f"c{n}", "name": f"课程{n}", "content": "practice", "domains": ["智", "劳"], "grades": BANDS[n % 4],
         "window": [f"a{n % 4}", f"w{n % 4}"], "weekdays": WEEK, "sections": 2, "capacity": 30, "led_by": f"t{n}"}
        for n in range(120)
    ]  # fmt: skip
    staff = [
        {
            "id": f"t{n}",
            "name": f"教师{n}",
            "role": "school_teacher",
            "applied": "2026-08-18",
            "days": WEEK,
            "max_hours": 6,
        }
        for n in range(200)
    ]
    pupils = {str(grade): 200 for band in BANDS for grade in band}
    return {
        "kehou": "plan/1",
        "policy": ["wuhai-2021-92", "national-2023-12"],
        "school": {"code": "2115000999", "name": "云杉学校", "district": "150302", "ownership": "public",
                   "stages": ["primary", "junior", "senior"], "boarding": "none"},
        "term": {"id": "2026-autumn", "first_day": "2026-08-31", "last_day": "2027-01-15"},
        "version": 1,
        "enrolled": pupils,
        "survey": {"closed": "2026-08-20", "invited": 2400, "answered": 2000, "wanting": pupils},
        "windows": windows,
        "blocks": blocks,
        "courses": courses,
        "staff": staff,
    }  # fmt: skip


def judged(plan: Plan) -> int:
    """Judge a plan afresh, as after a keystroke; returns the number of findings."""
    hours = (OfficeHours(date(2026, 5, 1), clock(18, 0)), OfficeHours(date(2026, 11, 1), clock(17, 30)))
    plan.__dict__.pop("timetable", None)
    facts = TermFacts(plan=plan, calendar=(), office_hours=hours, holiday_surveys=())
    return len(judge(facts, load_packs(plan.policy)).findings)


def cpu_ms(work: Callable[[], object], times: int = 5) -> float:
    """The least CPU milliseconds of several runs: what the work costs, whoever else is on the machine."""
    spent = []
    for _ in range(times):
        gc.collect()
        began = time.process_time()
        work()
        spent.append((time.process_time() - began) * 1000)
    return min(spent)


def run() -> list[str]:
    document = largest_document()
    text = yaml_from_document(document)
    plan, errors = plan_from_document(document)
    assert isinstance(plan, Plan) and not errors
    judged(plan)
    from_document, from_text = cpu_ms(lambda: plan_from_document(document)), cpu_ms(lambda: plan_from_text(text))
    judging = cpu_ms(lambda: judged(plan))
    calls = _calls(lambda: judged(plan))
    return [
        f"largest plan: 12 grades, 2 seasons, 120 courses, 200 staff, {len(text.encode()) / 1000:.0f} kB of YAML",
        f"draft → facts {from_document:.1f} ms, file → facts {from_text:.1f} ms, every plan rule {judging:.1f} ms (CPU)",
        f"a whole check {from_document + judging:.1f} ms of {LIMIT_MS}; {calls:,} Python calls to judge",
    ]


def _calls(work: Callable[[], object]) -> int:
    """Python function calls: the machine-independent companion of the milliseconds."""
    count = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count
