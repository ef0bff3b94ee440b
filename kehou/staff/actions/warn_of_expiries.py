"""Tell the school 60, 30 and 7 days before an outside person's papers end, and when they have (五.3, I12)."""

from kehou.ground.school_day import date_text
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import News, tell_each
from kehou.kernel.permit import system
from kehou.kernel.secrets import opaque_id
from kehou.people import queries as people
from kehou.staff.queries import expiries

PAPERS = {"cleared": "无犯罪记录证明", "qualified": "资质", "licence": "机构许可"}


@action(allow=[system])
def warn_of_expiries(act: Act, *, school_id: int) -> int:
    """Each paper is announced once a stage, however often this is done. Returns how many papers end soon or have."""
    coordinators = people.accounts_with_role(school_id, ["coordinator"], act.at)
    found = expiries(school_id, act.at)
    tell_each(
        act,
        [
            News(
                coordinators,
                title=f"{e.staff.name}的{PAPERS[e.what]}{date_text(e.until)}到期",
                body=f"{'到期以后不能再' if e.stage else '已经不能'}带班。请更新证明，或另外排人。",
                once=f"papers:{e.staff.id}:{e.what}:{e.until}:{e.stage}",
                link=f"/school/{opaque_id('school', school_id)}/outside/",
            )
            for e in found
        ],
        kind="papers_expire",
        school_id=school_id,
    )
    return len(found)
