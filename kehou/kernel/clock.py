"""The one clock. Code asks an act for its time; only whoever makes an act asks the clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from kehou.kernel import sql
from kehou.kernel.models import DemoClock

LOCAL = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, aware, in local time. In demo mode: the demo's own time.

    SQL: one statement in demo mode, none otherwise.
    """
    real = datetime.now(UTC)
    if not settings.KEHOU_DEMO:
        return real.astimezone(LOCAL)
    found = sql.rows("SELECT shift_seconds FROM kernel_democlock WHERE id = 1")
    return (real + timedelta(seconds=found[0][0] if found else 0)).astimezone(LOCAL)


def set_demo_time(at: datetime) -> None:
    """Move the demo clock; it goes on running from there.

    Errors: RuntimeError outside demo mode.
    """
    if not settings.KEHOU_DEMO:
        raise RuntimeError("the demo clock exists only in demo mode")
    shift = at - datetime.now(UTC)
    DemoClock.objects.update_or_create(pk=1, defaults={"shift_seconds": round(shift.total_seconds())})
