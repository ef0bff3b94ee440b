"""A filed plan becomes the term's operations: nobody types the same thing twice (附.1)."""

from collections.abc import Iterable
from datetime import date, time, timedelta

from django.db import IntegrityError, transaction

from kehou.ground.refusal import Refusal
from kehou.ground.school_day import WEEKDAYS
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.clock import LOCAL
from kehou.kernel.permit import system
from kehou.menu.actions import carry_over
from kehou.menu.models import Block, Course, Window
from kehou.menu.timetable import MENU
from kehou.org.rows import scope
from kehou.people.permits import over_school_of
from kehou.plan import queries as plans
from kehou.plan.queries import FiledVersion
from kehou.policy.facts import plan as facts
from kehou.policy.facts.plan import Plan


@action(allow=[system, over_school_of("plan.PlanVersion", "version_id")])
def compile_plan(act: Act, *, version_id: int) -> dict[str, int]:
    """Write the version's windows, blocks and courses; carry the running sections over.

    Idempotent. The term's first version is in force from the term's first day; a later one from the day after it was
    filed: families were told this morning's hours. Sections of courses and blocks that go on keep their identity,
    the others close from that day; nothing that happened is edited.
    Returns counts of windows, courses, kept and closed sections; all 0 where a version was compiled before.
    Errors: plan_not_filed; plan_superseded where a later version is filed.
    """
    version = plans.filed_version(version_id)
    if version is None:
        raise Refusal(
            "plan_not_filed",
            "这一版方案还没有备案，不能据此开设",
            clause="附.1",
            satisfied_by="报区里备案以后再开设",
        )
    done = {"windows": 0, "courses": 0, "kept": 0, "closed": 0}
    if Window.objects.filter(version_id=version_id).exists():
        return done
    if plans.filed_version_id(version.school_id, version.term_id) != version_id:
        raise Refusal("plan_superseded", "已经有更新的一版备案了，按新的一版开设")
    plan = plans.plan_of(version.document)
    earlier = Window.objects.filter(school_id=version.school_id, term_id=version.term_id)
    start = date.min
    if earlier.exists():
        start = version.filed_at.astimezone(LOCAL).date() + timedelta(days=1)
        earlier.filter(until_date__gte=start).update(until_date=start - timedelta(days=1))
    try:
        with transaction.atomic():
            windows = _write_windows(version, plan, start)
    except IntegrityError:  # another one compiled it at the same moment
        return done
    _write_blocks(version, plan, windows)
    courses = _write_courses(version, plan)
    kept, closed = (0, 0) if start == date.min else carry_over.to_version(version, start)
    return {"windows": len(windows), "courses": courses, "kept": kept, "closed": closed}


def _write_windows(version: FiledVersion, plan: Plan, start: date) -> dict[str, Window]:
    rows = [
        Window(
            **scope(version.school_id), term_id=version.term_id, version_id=version.id, key=w.id, kind=w.kind,
            grades=sorted(w.grades), weekdays=_weekdays(w.weekdays), starts=_time(w.start), ends=_time(w.end),
            from_date=max(w.first or plan.term.first_day, start), until_date=w.last or plan.term.last_day,
        )
        for w in plan.windows
    ]  # fmt: skip
    return {row.key: row for row in Window.objects.bulk_create(rows)}


def _write_blocks(version: FiledVersion, plan: Plan, windows: dict[str, Window]) -> None:
    Block.objects.bulk_create(
        Block(
            **scope(version.school_id), window=windows[b.window], index=index, grades=sorted(b.grades),
            weekdays=_weekdays(b.weekdays), starts=_time(b.start), ends=_time(b.end),
            content=[MENU] if b.is_menu else list(b.kinds), choice=b.choice, mode=b.mode,
            written_homework=b.written_homework,
        )
        for index, b in enumerate(plan.blocks)
    )  # fmt: skip


def _write_courses(version: FiledVersion, plan: Plan) -> int:
    rows = [_course(version, c) for c in plan.courses]
    return len(Course.objects.bulk_create(rows))


def _course(version: FiledVersion, c: facts.Course) -> Course:
    return Course(
        **scope(version.school_id), term_id=version.term_id, version_id=version.id, key=c.id, name=c.name,
        content=c.kind, domains=list(c.domains), grades=sorted(c.grades), windows=list(c.windows),
        weekdays=_weekdays(c.weekdays), sections=c.sections, capacity=c.capacity, mode=c.mode, path=c.path,
        led_by=c.led_by,
    )  # fmt: skip


def _weekdays(days: Iterable[str]) -> list[str]:
    return sorted(days, key=WEEKDAYS.index)


def _time(minute: int) -> time:
    return time(*divmod(minute, 60))
