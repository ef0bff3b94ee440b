"""The demo city for whole-system tests: built once a run by the real command, then copied for whoever needs it.

KEHOU_TEST_CITY names a folder where a built city is kept between runs; the file is then used as it is found.
"""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kehou.web.account.demo_day import START

ROOT = Path(__file__).resolve().parent.parent
KEY = os.environ.get("KEHOU_MASTER_KEY", "a key for tests only")


def city_environment(home: Path, database: Path | None = None) -> dict[str, str]:
    """What a process of the demo is started with: its own folder, the key of the tests."""
    url = f"sqlite:///{database}" if database else ""
    return {**os.environ, "KEHOU_HOME": str(home), "KEHOU_DEMO": "1", "KEHOU_MASTER_KEY": KEY, "KEHOU_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "kehou.settings", "PYTHONPATH": str(ROOT)}  # fmt: skip


def build_city(folder: Path) -> Path:
    """The city's database in the folder; built by the first who asks, while the others wait."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "building.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        file = folder / "demo.sqlite3"
        if not file.exists():
            done = subprocess.run(
                [sys.executable, "-m", "kehou.cli", "up", "--demo", "--reset", "--no-serve"],
                cwd=ROOT, env=city_environment(folder), capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0 and file.exists(), done.stdout[-2000:] + done.stderr[-4000:]
    return file


def city_folder(factory: pytest.TempPathFactory) -> Path:
    """Where this run keeps its city: one place for all workers."""
    named = os.environ.get("KEHOU_TEST_CITY")
    if named:
        return Path(named)
    base = factory.getbasetemp()
    return (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "city"


def copy_city(file: Path, folder: Path) -> Path:
    """A copy of one's own, whose clock stands where the demo starts, however long ago the city was built."""
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / file.name
    shutil.copyfile(file, copy)
    shift = round((START - datetime.now(UTC)).total_seconds())
    with closing(sqlite3.connect(copy)) as database, database:
        database.execute("UPDATE kernel_democlock SET shift_seconds = ?", [shift])
    return copy


@contextmanager
def living_in(database: Path) -> Iterator[None]:
    """The test's connection leads into a city's file for a while."""
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("the city is kept in an SQLite file")
    connection.close()
    kept = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(database)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = kept
