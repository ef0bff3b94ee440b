"""The city adds a district (区) by its real code."""

import re

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.permit import system
from kehou.org.models import District
from kehou.org.permits import city_officer

# Codes that look right and name no district: 150301 is the city's own office code (domain facts).
NO_DISTRICT = {"150301"}


@action(allow=[system, city_officer])
def add_district(act: Act, *, code: str, name: str, city: str) -> int:
    """Errors, in this order: bad_code, no_such_district, unnamed, code_taken."""
    code, name = code.strip(), name.strip()
    if not re.fullmatch(r"[1-8]\d{5}", code) or code.endswith("00"):
        raise Refusal("bad_code", "区的代码是六位数字，比如海勃湾区 150302", fields={"code": "六位数字，比如 150302"})
    if code in NO_DISTRICT:
        raise Refusal(
            "no_such_district", f"{code} 不是一个区的代码", fields={"code": "乌海的三个区是 150302、150303、150304"}
        )
    if not name:
        raise Refusal("unnamed", "请填区的名称", fields={"name": "请填区的名称"})
    if District.objects.filter(code=code).exists():
        raise Refusal("code_taken", f"{code} 已经有了", fields={"code": "这个区已经有了"})
    return District.objects.create(code=code, name=name, city=city.strip()).pk
