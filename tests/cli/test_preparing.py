"""The demo's database is built whole or not at all. The city's long life stands aside: what counts is where files lie."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.cli.test_up import ROOT


def built(home: Path, seed: str) -> subprocess.CompletedProcess[str]:
    """`kehou up --demo --no-serve` with another seed than the city."""
    code = (
        "import sys, os; os.environ['DJANGO_SETTINGS_MODULE'] = 'kehou.settings'; os.environ['KEHOU_DEMO'] = '1';"
        "import django; django.setup(); import kehou.sim.demo as demo; from kehou.cli import main;"
        f"demo.seed = {seed}; sys.exit(main(['up', '--demo', '--no-serve']))"
    )
    env = {**os.environ, "KEHOU_HOME": str(home), "KEHOU_DATABASE_URL": "", "KEHOU_MASTER_KEY": "k"}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_a_city_that_was_cut_off_leaves_nothing_and_the_next_one_stands_whole(in_memory: Path) -> None:
    cut = built(in_memory, "lambda: (_ for _ in ()).throw(KeyboardInterrupt())")
    assert cut.returncode == 1 and "做了一半的不会留下" in cut.stdout
    assert list(in_memory.glob("demo*")) == []
    (in_memory / "demo.sqlite3-wal").write_bytes(b"of a file that somebody deleted")
    done = built(in_memory, "lambda: None")
    assert done.returncode == 0, done.stdout + done.stderr
    left = {path.name for path in in_memory.glob("demo*")} - {"demo.sqlite3-wal", "demo.sqlite3-shm"}
    assert left == {"demo.sqlite3", "demo-start.sqlite3"}
    for name in left:
        with closing(sqlite3.connect(in_memory / name)) as file:
            assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert file.execute("SELECT COUNT(*) FROM people_pupil").fetchone() == (0,)
