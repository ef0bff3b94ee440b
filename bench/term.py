"""`kehou term` in pupils × days per second, with what it costs whatever the machine: SQL statements per pupil and day."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

SCRIPT = """
import os, sys, time
from pathlib import Path
folder = Path(sys.argv[1])
os.environ.update(DJANGO_SETTINGS_MODULE="kehou.settings", KEHOU_HOME=str(folder), KEHOU_MASTER_KEY="bench",
                  KEHOU_DATABASE_URL=f"sqlite:///{folder}/term.sqlite3")
os.environ.pop("KEHOU_DEMO", None)
import django
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
from kehou.sim.term import live_term
count = 0
def counted(execute, sql, params, many, context):
    global count
    count += 1
    return execute(sql, params, many, context)
began, cpu = time.monotonic(), time.process_time()
pupils, days = 120, 20
with connection.execute_wrapper(counted):
    live_term(1, pupils, 7, folder / "out", lawful=True, say=lambda text: None, days=days)
wall, cpu = time.monotonic() - began, time.process_time() - cpu
print(pupils * days, wall, cpu, count)
"""


def run() -> list[str]:
    with tempfile.TemporaryDirectory(prefix="kehou-bench-") as folder:
        (Path(folder) / "out").mkdir()
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, folder], capture_output=True, text=True, check=False, env=dict(os.environ)
        )
    if done.returncode:
        return [f"term: failed: {done.stderr.strip().splitlines()[-1]}"]
    pupil_days, wall, cpu, statements = (float(word) for word in done.stdout.splitlines()[-1].split())
    return [
        f"one school, 120 pupils, 20 days from founding to pay: {pupil_days / cpu:.0f} pupil-days a second of CPU, "
        f"{pupil_days / wall:.0f} on the clock",
        f"a pupil-day, all included: {1000 * cpu / pupil_days:.1f} ms of CPU and {statements / pupil_days:.1f} SQL statements",
    ]
