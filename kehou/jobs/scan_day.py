"""A session that ends and a deed of the office are judged within the minute; whole terms by night (`judge_terms`)."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog

from kehou.kernel.act import Act, by_system
from kehou.kernel.jobs import Tick
from kehou.review.queries.scans import days_put_right, days_to_judge, desks_to_judge
from kehou.review.scanning import scan_day, scan_desk

log = structlog.get_logger()

EVERY_SECONDS = 10
DAYS_A_BEAT = 30
DESKS_A_BEAT = 20
"""At a tenth and a third of a second each (`bench.night`) every school of a city of sixty has its turn within the minute."""


def run(at: datetime) -> int:
    """Schools whose day moved since it was judged, the longest waiting first; days put right; whose office did something.

    One that can't be judged keeps none of the others waiting.
    """
    act, done = by_system("scan_day", at), 0
    for school_id in days_to_judge(act.today, at)[:DAYS_A_BEAT]:
        done += _judged(school_id, partial(scan_day, on=act.today), act)
    for school_id, on in days_put_right(at)[:DAYS_A_BEAT]:
        done += _judged(school_id, partial(scan_day, on=on), act)
    for school_id in desks_to_judge()[:DESKS_A_BEAT]:
        done += _judged(school_id, scan_desk, act)
    return done


def _judged(school_id: int, scan: Callable[[Act, int], object], act: Act) -> bool:
    try:
        scan(act, school_id)
    except Exception:
        log.exception("school_not_judged", school=school_id)
        return False
    return True


TICK = Tick("scan_day", EVERY_SECONDS, run, slow=True)  # no alarm waits for arithmetic
