"""An institution whose people come to the school (附.7)."""

from datetime import date

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.org.rows import scope
from kehou.people.models import Provider
from kehou.people.permits import at_school


@action(allow=[at_school("coordinator", "principal")])
def add_provider(
    act: Act, *, school_id: int, name: str, category: str, listed: bool, licence_until: date | None = None
) -> int:
    """listed: it stands on the district's list of the school year.

    Errors, in this order: subject_tutoring (附.7; the database refuses it too); unnamed; named_twice.
    """
    name = name.strip()
    if category != "non_subject":
        raise Refusal(
            "subject_tutoring",
            "学科类培训机构不能进校，也不能登记",
            clause="附.7",
            satisfied_by="换一家非学科类、在区里名单上的机构",
            fields={"category": "只能登记非学科类机构"},
        )
    if not name or len(name) > 60:
        raise Refusal("unnamed", "请写机构名称", fields={"name": "请写 1 到 60 个字"})
    if Provider.objects.filter(school_id=school_id, name=name).exists():
        raise Refusal("named_twice", f"“{name}”已经登记过了", fields={"name": "已经登记过了"})
    row = Provider.objects.create(
        **scope(school_id), name=name, category=category, listed=listed, licence_until=licence_until
    )
    return row.pk
