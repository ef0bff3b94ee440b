"""A session that ends and a deed of the office are judged within the minute; whole terms by night (`judge_terms`)."""

from datetime import datetime

import structlog

from kehou.kernel.act import by_system
from kehou.kernel.jobs import Tick
from kehou.review.queries.scans import days_to_judge, desks_to_judge
from kehou.review.scanning import scan_day, scan_desk

log = structlog.get_logger()

EVERY_SECONDS = 10
DAYS_A_BEAT = 20
DESKS_A_BEAT = 10


def run(at: datetime) -> int:
    """Schools whose day moved since it was judged, the longest waiting first; then whose office did something."""
    act, done = by_system("scan_day", at), 0
    for school_id in days_to_judge(act.today, at)[:DAYS_A_BEAT]:
        scan_day(act, school_id, act.today)
        done += 1
    for school_id in desks_to_judge()[:DESKS_A_BEAT]:
        scan_desk(act, school_id)
        done += 1
    return done


TICK = Tick("scan_day", EVERY_SECONDS, run)
