"""A city's night from the database: the job that the worker runs, on SQLite, and what a beat of the day costs.

Six schools are really there (`bench.night_school`), each with everything a term has; a city is sixty of them, so each is judged ten
times over. Beside it: one school in place, row by row and by columns, and merely reading its tables.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SCHOOLS, CITY = 6, 60
LIMIT_S, LIMIT_GIB, BEAT_S = 60, 4, 60
TABLES = {
    "day": ("session", "duty", "presence", "pulsetally"), "enrol": ("consent", "wishoutcome"), "people": ("pupil",),
    "fund": ("bill", "payment", "voucher", "entry", "appraisal", "paidduty"), "menu": ("section", "meet"),
}  # fmt: skip


def run() -> list[str]:
    """Lines for `make bench`."""
    with tempfile.TemporaryDirectory(prefix="kehou-bench-") as home:
        env = {**os.environ, "KEHOU_HOME": home, "KEHOU_DEMO": "", "KEHOU_DEBUG": "", "KEHOU_MASTER_KEY": "bench",
               "KEHOU_DATABASE_URL": ""}  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "bench.night"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )
    if done.returncode:
        return [f"night: failed: {done.stderr.strip().splitlines()[-1]}"]
    return _lines(json.loads(done.stdout.splitlines()[-1]))


def _lines(told: dict[str, Any]) -> list[str]:
    quick, plain, night = told["columns"], told["plain"], told["night"]
    lines = told["lines"]
    return [
        f"{SCHOOLS} schools, {told['rows']:,} presence rows, judged {CITY // SCHOOLS} times over as {CITY}: {night['wall']:.1f} s of "
        f"{LIMIT_S} on {told['cores']} cores, {night['cpu']:.1f} s CPU ({night['own']:.1f} of them the worker's, which writes), "
        f"{lines * CITY / night['wall']:,.0f} rows a second",
        f"largest process {told['peak_six']:.2f} GiB after {SCHOOLS} schools, {told['peak']:.2f} after {CITY}, of {LIMIT_GIB}",
        f"one school: facts {quick['facts']:.2f} s CPU, rules {quick['rules']:.2f}, {quick['statements']} SQL statements; row by row "
        f"{plain['facts']:.2f} and {plain['rules']:.2f}; merely reading its rows {told['reading']:.2f}: the night is "
        f"{(quick['facts'] + quick['rules']) / told['reading']:.1f} times that",
        f"{'same findings' if told['same'] else 'NO, OTHER FINDINGS'} by columns and row by row, in place and by processes; "
        f"planted {'found' if told['planted'] else 'NO'}",
        f"a beat of the day: a day's lessons {told['day']['cpu'] * 1000:.0f} ms CPU, {told['day']['statements']} SQL; the desk "
        f"{told['desk']['cpu'] * 1000:.0f} ms, {told['desk']['statements']} SQL; both of all {CITY} schools "
        f"{CITY * (told['day']['cpu'] + told['desk']['cpu']):.1f} s of {BEAT_S}",
    ]


def _measure() -> dict[str, Any]:
    from bench.city_term import PLANTED, Size
    from bench.night_school import build
    from kehou.day import facts as day
    from kehou.day.models import Presence
    from kehou.ground.cores import cores
    from kehou.jobs import judge_terms
    from kehou.kernel.act import by_system
    from kehou.kernel.clock import LOCAL
    from kehou.org.models import School
    from kehou.review.models import Finding
    from kehou.review.scanning import scan_day, scan_desk, scan_terms

    told: dict[str, Any] = {"rows": build(Size(schools=SCHOOLS)), "cores": cores()}
    schools = list(School.objects.values_list("pk", flat=True))
    at = datetime(2027, 1, 23, 0, 5, tzinfo=LOCAL)
    act = by_system("bench", at)

    def night() -> None:
        assert judge_terms.run(at) == SCHOOLS
        told["peak_six"] = _peak()
        rest = schools * (CITY // SCHOOLS - 1)
        assert sum("new" in counts for _, counts in scan_terms(act, rest, processes=cores())) == len(rest)  # type: ignore[operator]

    told["night"] = _spent(night)
    told["peak"] = _peak()
    kept = set(Finding.objects.filter(school=schools[0]).values_list("key", flat=True))
    rules = [set(Finding.objects.filter(school=school).values_list("rule", flat=True)) for school in schools]
    told["planted"] = all(found == set(PLANTED) for found in rules)
    told["lines"] = Presence.objects.filter(school=schools[0]).count()
    _in_place(schools[0], at)  # what is loaded once
    told["columns"], quick = _in_place(schools[0], at)
    many, day.MANY = day.MANY, 10**9
    told["plain"], plain = _in_place(schools[0], at)
    day.MANY = many
    told["same"] = quick == plain and set(quick) == kept
    told["reading"] = _spent(lambda: _merely_read(schools[0]))["own"]
    afternoon = date(2026, 12, 2)
    evening = by_system("bench", datetime(2026, 12, 2, 18, 30, tzinfo=LOCAL))
    scan_desk(evening, schools[0])
    told["day"] = _beat(lambda: scan_day(evening, schools[0], afternoon))
    told["desk"] = _beat(lambda: scan_desk(evening, schools[0]))
    return told


def _spent(work: Callable[[], object]) -> dict[str, float]:
    """Seconds on the clock, of CPU of this process, and of it with its ended children."""
    marks = [(time.perf_counter(), time.process_time(), _of_children())]
    work()
    marks.append((time.perf_counter(), time.process_time(), _of_children()))
    wall, own, others = (b - a for a, b in zip(*marks, strict=True))
    return {"wall": wall, "own": own, "cpu": own + others}


def _of_children() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _peak() -> float:
    """GiB of the largest process so far, this one or an ended child."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 2**20


def _beat(work: Callable[[], object]) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        work()
    return {"cpu": min(_spent(work)["own"] for _ in range(3)), "statements": len(asked)}


def _in_place(school_id: int, at: datetime) -> tuple[dict[str, float], dict[str, object]]:
    """As `judge_term`, facts and rules apart."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from kehou.review import facts
    from kehou.review.judging import judge_term
    from kehou.review.scanning import begun_term

    term = begun_term(school_id, at.date())
    assert term is not None
    found: list[Any] = []
    with CaptureQueriesContext(connection) as asked:
        facts.whole_term(school_id, term.id)
    read, whole = [], []
    for _ in range(2):
        read.append(_spent(lambda: facts.whole_term(school_id, term.id))["own"])
        whole.append(_spent(lambda: found.append(judge_term(school_id, term, at)))["own"])
    return {"facts": min(read), "rules": min(whole) - min(read), "statements": len(asked)}, found[0].found


def _merely_read(school_id: int) -> None:
    """Every row of the tables that a judgement reads, as the database gives it."""
    from django.db import connection

    with connection.cursor() as cursor:
        for room, tables in TABLES.items():
            for table in tables:
                cursor.execute(f"SELECT * FROM {room}_{table} WHERE school_id = %s", [school_id])
                cursor.fetchall()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kehou.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(_measure()))
