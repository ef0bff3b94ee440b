"""The principal closes the term's appraisal; from that day on pay may follow (八.4e)."""

from kehou.fund.actions.open_appraisal import count_work
from kehou.fund.actions.posting import lock_book
from kehou.fund.models import Appraisal
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.people import queries as people
from kehou.people.permits import at_school


@action(allow=[at_school("principal")])
def close_appraisal(act: Act, *, school_id: int, term_id: int) -> int:
    """Counts the work a last time and closes every row that is open; answers how many.

    Refusals, in order: not_opened, not_all_scored.
    """
    lock_book(school_id)
    rows = Appraisal.objects.filter(school_id=school_id, term_id=term_id)
    if not rows.exists():
        raise Refusal("not_opened", "还没有开始考评", clause="八.4d", satisfied_by="先开始考评、给每个人记分")
    count_work(act, school_id, term_id)
    unscored = list(
        rows.filter(closed_on=None, score=None).order_by("staff__number").values_list("staff_id", flat=True)
    )
    if unscored:
        names = [person.name for person in people.staff(school_id, act.at, ids=unscored)]
        shown = "、".join(names[:3]) + (" 等" if len(unscored) > 3 else "")
        raise Refusal(
            "not_all_scored",
            f"还有 {len(unscored)} 人没有记分。{shown}",
            clause="八.4d",
            satisfied_by="每个人都记了分再结束考评",
        )
    return rows.filter(closed_on=None).update(closed_on=act.today)
