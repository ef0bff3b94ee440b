"""A district adds a school."""

import re

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system
from kehou.org.models import Campus, School
from kehou.org.permits import officer_over_district

STAGES = ("primary", "junior", "senior")


@action(allow=[system, officer_over_district])
def add_school(
    act: Act,
    *,
    district_id: int,
    code: str,
    name: str,
    stages: list[str],
    ownership: str = "public",
    boarding: str = "none",
    campuses: list[str] | None = None,
) -> int:
    """campuses: names; none given = 本部. Errors, in this order: bad_code, unnamed, no_stage, code_taken."""
    code, name = code.strip(), name.strip()
    if not re.fullmatch(r"\d{10}", code):
        raise Refusal("bad_code", "学校标识码是十位数字", fields={"code": "十位数字"})
    if not name:
        raise Refusal("unnamed", "请填学校名称", fields={"name": "请填学校名称"})
    chosen = [stage for stage in STAGES if stage in stages]
    if not chosen:
        raise Refusal("no_stage", "至少选一个学段", fields={"stages": "至少选一个学段"})
    if School.objects.filter(code=code).exists():
        raise Refusal("code_taken", f"标识码 {code} 的学校已经有了", fields={"code": "这所学校已经有了"})
    school = School.objects.create(
        district_id=district_id, code=code, name=name, stages=chosen, ownership=ownership, boarding=boarding
    )
    for campus in campuses or ["本部"]:
        Campus.objects.create(school=school, name=campus)
    return school.pk
