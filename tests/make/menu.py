"""A filed plan and what grows out of it."""

from copy import deepcopy
from datetime import datetime
from typing import Any

from kehou.kernel.act import by_system
from kehou.kernel.clock import LOCAL
from kehou.menu.actions.compile_plan import compile_plan
from kehou.menu.actions.open_sections import open_sections
from kehou.menu.models import Room, Section
from kehou.org.models import Campus, School
from kehou.org.rows import scope
from kehou.plan.models import PlanVersion
from tests.make.people import term_of

WEEK = ["mon", "tue", "wed", "thu", "fri"]
FILED_AT = datetime(2026, 9, 8, 15, 0, tzinfo=LOCAL)

DOCUMENT: dict[str, Any] = {
    "kehou": "plan/1",
    "policy": ["wuhai-2021-92"],
    "school": {
        "code": "2115000017", "name": "滨河示范小学", "district": "150302", "ownership": "public",
        "stages": ["primary"], "boarding": "none", "campuses": ["本部"],
    },
    "term": {"id": "2026-autumn", "first_day": "2026-08-31", "last_day": "2027-01-15"},
    "version": 1,
    "enrolled": {"3": 40, "4": 40},
    "windows": [
        {
            "id": "pm", "kind": "after_class", "grades": [3, 4], "weekdays": WEEK, "start": "16:10", "end": "18:10",
        }
    ],
    "blocks": [
        {
            "window": "pm", "grades": [3, 4], "weekdays": WEEK, "start": "16:10", "end": "17:10",
            "content": ["homework", "self_study"], "choice": "required",
        },
        {
            "window": "pm", "grades": [3, 4], "weekdays": WEEK, "start": "17:10", "end": "18:10",
            "content": "menu", "choice": "elective",
        },
    ],
    "courses": [
        {
            "id": "c01", "name": "乒乓球", "content": "interest", "domains": ["体"], "grades": [3, 4], "window": "pm",
            "weekdays": ["tue", "thu"], "sections": 2, "capacity": 24,
        },
        {
            "id": "c02", "name": "剪纸", "content": "handcraft", "domains": ["美", "劳"], "grades": [3], "window": "pm",
            "weekdays": ["mon"], "sections": 1, "capacity": 30,
        },
    ],
    "filed": "2026-09-08",
}  # fmt: skip


def document(**parts: Any) -> dict[str, Any]:
    """A filed document with some parts replaced."""
    return deepcopy(DOCUMENT) | parts


def make_filed_version(
    school: School, content: dict[str, Any] | None = None, *, number: int = 1, filed_at: datetime = FILED_AT
) -> PlanVersion:
    """A version as filing leaves it."""
    return PlanVersion.objects.create(
        **scope(school.pk), term=term_of(school), number=number, state="filed",
        document=content or document(version=number), changed_at=filed_at, filed_at=filed_at,
    )  # fmt: skip


def make_sections(school: School, content: dict[str, Any] | None = None) -> list[Section]:
    """Every section of a filed plan, opened; classes come from the pupils that are there already."""
    version = make_filed_version(school, content)
    act = by_system("test", FILED_AT)
    compile_plan(act, version_id=version.pk)
    open_sections(act, school_id=school.pk, term_id=version.term_id)
    return list(Section.objects.filter(school=school).order_by("number"))


def make_room(school: School, name: str = "风雨操场", *, floor: str = "一楼", capacity: int = 60) -> Room:
    campus = Campus.objects.filter(school=school).first()
    return Room.objects.create(**scope(school.pk), campus=campus, name=name, floor=floor, capacity=capacity)
