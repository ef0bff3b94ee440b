"""A worker that is killed in the middle of a long piece of work: nothing of it stays, and the next worker does it, once."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.test_installation import PATIENCE_S, running
from tests.cli.test_up import ROOT, kehou, until

PUPILS = 2000
CONFIRMED = f"""
import django; django.setup()
from datetime import date, datetime
from pathlib import Path
from django.conf import settings
from kehou.jobs.read_lists import read_lists
from kehou.kernel.clock import LOCAL
from kehou.people.actions.apply_list import apply_list
from kehou.people.actions.upload_list import upload_list
from kehou.sim.people import SimSchool, Town
from kehou.sim.roll_file import write_roll
from tests.make.people import act_of, make_officer, make_school

at, file, school = datetime(2026, 10, 28, 16, 0, tzinfo=LOCAL), Path(settings.HOME) / "roll.csv", make_school()
write_roll(file, Town(7, first_day=date(2026, 8, 31)).pupils(SimSchool(school.code, ("primary",)), {PUPILS}), format="csv")
act = act_of(make_officer("coordinator", school), at)
number = upload_list(act, school_id=school.pk, kind="roll", file_name="roll.csv", content=file.read_bytes())
read_lists(at)
assert apply_list(act, school_id=school.pk, import_id=number) == "applying"
"""


@pytest.mark.slow
@pytest.mark.invariant("I25")
def test_a_list_whose_writer_is_killed_is_written_whole_by_the_next_worker(in_memory: Path) -> None:
    home = in_memory / "home"
    assert kehou("migrate", home=home, KEHOU_MASTER_KEY="").returncode == 0
    env = {**os.environ, "KEHOU_HOME": str(home), "KEHOU_DATABASE_URL": "", "KEHOU_DEMO": "", "PYTHONPATH": str(ROOT),
           "DJANGO_SETTINGS_MODULE": "kehou.settings"}  # fmt: skip
    env.pop("KEHOU_MASTER_KEY", None)
    subprocess.run([sys.executable, "-c", CONFIRMED], cwd=ROOT, env=env, check=True)

    def count(sql: str) -> int:
        with closing(sqlite3.connect(home / "kehou.sqlite3", timeout=20)) as file:
            return int(file.execute(f"SELECT COUNT(*) FROM {sql}").fetchone()[0])

    def is_half_written() -> bool:
        done = [file.read_text().split() for file in (home / "progress").glob("[0-9]") if file.is_file()]
        return any(0 < int(rows) < int(total) for rows, total in done)

    with running(home, "work") as worker:
        assert until(is_half_written, PATIENCE_S)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert count("people_pupil") == 0 and count("people_import WHERE state = 'applying'") == 1
    with running(home, "work"):
        assert until(lambda: count("people_import WHERE state = 'applied'") == 1, PATIENCE_S)
    assert count("people_pupil") == PUPILS
    assert count("kernel_auditevent WHERE deed = 'people.write_list'") == 1
