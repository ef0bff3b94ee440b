"""Every night each school's whole term is judged, beside the worker's other ticks and on all cores."""

from datetime import datetime

import structlog

from kehou.ground.cores import cores
from kehou.kernel.act import by_system
from kehou.kernel.jobs import Tick, asked_to_stop
from kehou.kernel.readers import Failed
from kehou.review.queries.scans import terms_to_judge
from kehou.review.scanning import scan_terms

log = structlog.get_logger()

EVERY_SECONDS = 30
ALONE = 4
"""Schools up to which starting processes costs more than it saves."""


def run(at: datetime) -> int:
    """Schools whose term was not judged today. One that can't be judged keeps none of the others waiting: it is tried anew."""
    act, schools = by_system("judge_terms", at), terms_to_judge(at)
    processes = cores() if len(schools) > ALONE else 1
    done = 0
    for place, (school_id, counts) in enumerate(scan_terms(act, schools, processes=processes), start=1):
        progress = {"school": school_id, "done": place, "of": len(schools)}
        if isinstance(counts, Failed):
            log.error("term_not_judged", exception=counts.why, **progress)
        else:
            log.info("term_judged", **counts, **progress)
            done += 1
        if asked_to_stop():
            break
    return done


TICK = Tick("judge_terms", EVERY_SECONDS, run, slow=True)
