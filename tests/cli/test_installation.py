"""`kehou migrate`, `serve` and `work` as a city's own machine runs them: no demo, real processes."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import pytest

from kehou.web.shared.bundle import FOLDER
from tests.cli.test_up import ROOT, kehou, until

PATIENCE_S = 240
"""For starting on a loaded machine; nothing is measured by it."""
needs_bundle = pytest.mark.skipif(
    not (FOLDER / "manifest.json").exists(), reason="missing: the frontend bundle (make setup builds it)"
)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A new installation in a folder that does not exist yet; in memory where the tests' own is."""
    place = Path(tempfile.mkdtemp(prefix="city-", dir=os.environ["KEHOU_HOME"]))
    folder = place / "课后 数据"
    done = kehou("migrate", home=folder, KEHOU_MASTER_KEY="")
    assert done.returncode == 0, done.stderr
    assert (folder / "master.key").stat().st_mode & 0o077 == 0
    yield folder
    shutil.rmtree(place)


@contextmanager
def running(home: Path, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    env = {**os.environ, "KEHOU_HOME": str(home), "KEHOU_DATABASE_URL": "", "KEHOU_DEMO": "", "KEHOU_LOG": "",
           "DJANGO_SETTINGS_MODULE": "kehou.settings"}  # fmt: skip
    env.pop("KEHOU_MASTER_KEY", None)
    with (home.parent / "said").open("w+") as said:
        # A group of its own: a server that is killed does not end its own child.
        process = subprocess.Popen(
            [sys.executable, "-m", "kehou.cli", *words], cwd=ROOT, env=env, stderr=said, process_group=0
        )
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        said.seek(0)
        assert "Traceback" not in said.read()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(port: int, path: str) -> int:
    """The status; 0 where nobody answers."""
    try:
        with build_opener(ProxyHandler({})).open(f"http://127.0.0.1:{port}{path}", timeout=10) as found:
            return int(found.status)
    except (URLError, OSError) as error:
        return int(getattr(error, "code", 0))


@needs_bundle
def test_the_web_server_answers_its_health_pages_and_ends_within_seconds_of_being_asked(home: Path) -> None:
    port = free_port()
    with running(home, "serve", "--port", str(port)) as server:
        assert until(lambda: answer(port, "/livez") == 200, PATIENCE_S)
        assert answer(port, "/readyz") == 200
        assert answer(port, "/account/sign-in/") == 200
        began = time.monotonic()
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=30) in (0, -signal.SIGTERM)
        assert time.monotonic() - began < 15
    assert answer(port, "/livez") == 0


def test_the_worker_does_its_rounds_and_ends_within_seconds_of_being_asked(home: Path) -> None:
    def beaten() -> int:
        with closing(sqlite3.connect(home / "kehou.sqlite3", timeout=20)) as file:
            return int(file.execute("SELECT COUNT(*) FROM kernel_heartbeat").fetchone()[0])

    with running(home, "work") as worker:
        assert until(lambda: beaten() >= 11, PATIENCE_S)
        began = time.monotonic()
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=30) == 0
        assert time.monotonic() - began < 15


def test_two_migrations_of_one_database_change_nothing(home: Path) -> None:
    assert kehou("migrate", home=home, KEHOU_MASTER_KEY="").returncode == 0


@pytest.mark.parametrize("command", ["serve", "work"])
def test_before_the_first_migration_it_says_what_to_do(command: str, tmp_path: Path) -> None:
    done = kehou(command, home=tmp_path, KEHOU_MASTER_KEY="k")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "请先运行 kehou migrate" in done.stderr


@pytest.mark.parametrize("command", ["serve", "work", "migrate"])
def test_a_lost_key_is_not_replaced_by_a_new_one(command: str, home: Path) -> None:
    key = home / "master.key"
    kept = key.read_text()
    key.unlink()
    try:
        done = kehou(command, home=home, KEHOU_MASTER_KEY="")
        assert done.returncode == 1 and "请把备份的密钥放回去" in done.stderr and done.stderr.count("\n") == 1
        assert not key.exists()
    finally:
        key.write_text(kept)
        key.chmod(0o600)


def test_the_key_of_another_installation_is_refused(home: Path) -> None:
    done = kehou("first-officer", "--name", "赵明", "--phone", "15400000001", home=home, KEHOU_MASTER_KEY="")
    assert done.returncode == 0, done.stderr
    done = kehou("work", home=home, KEHOU_MASTER_KEY="of another city")
    assert done.returncode == 1 and "密钥和数据库不是一对" in done.stderr and done.stderr.count("\n") == 1


def test_a_database_server_that_is_not_there_is_a_sentence(home: Path) -> None:
    nowhere = f"postgres://kehou:wrong@127.0.0.1:{free_port()}/kehou"
    for command in ("work", "migrate"):
        done = kehou(command, home=home, KEHOU_MASTER_KEY="k", KEHOU_DATABASE_URL=nowhere)
        assert done.returncode == 1 and "连不上数据库" in done.stderr and done.stderr.count("\n") == 1
        assert "wrong" not in done.stderr


def test_an_older_database_must_be_migrated_first(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "older")
    with closing(sqlite3.connect(tmp_path / "older" / "kehou.sqlite3")) as file, file:
        file.execute("DELETE FROM django_migrations WHERE app = 'review'")
    done = kehou("work", home=tmp_path / "older", KEHOU_MASTER_KEY="")
    assert done.returncode == 1 and "还没有更新到这个版本" in done.stderr


@needs_bundle
def test_a_taken_port_is_a_sentence(home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = kehou("serve", "--port", str(other.getsockname()[1]), home=home, KEHOU_MASTER_KEY="")
    assert done.returncode == 1 and "已经有别的程序在用" in done.stderr and done.stderr.count("\n") == 1


@needs_bundle
def test_a_start_for_somebody_ends_when_that_somebody_is_killed(home: Path) -> None:
    """`make run` whose make was killed: nobody is left who could press Ctrl-C. A proxy of the machine is not asked."""
    port = free_port()
    env = {**os.environ, "KEHOU_HOME": str(home), "KEHOU_DATABASE_URL": "", "KEHOU_DEMO": "", "PORT": str(port),
           "http_proxy": f"http://127.0.0.1:{free_port()}", "DJANGO_SETTINGS_MODULE": "kehou.settings"}  # fmt: skip
    env.pop("KEHOU_MASTER_KEY", None)
    said = home.parent / "up said"
    command = f"'{sys.executable}' -m kehou.cli up --with-starter; true"
    with said.open("w") as out:
        make = subprocess.Popen(["/bin/sh", "-c", command], cwd=ROOT, env=env, stdout=out, stderr=out)
    assert until(lambda: f"http://localhost:{port}" in said.read_text("utf-8"), PATIENCE_S), said.read_text("utf-8")
    make.kill()
    make.wait()
    assert until(lambda: answer(port, "/livez") == 0)
