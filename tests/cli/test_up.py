"""`kehou up` on a machine as machines are: taken ports, two starts, killed starts, folders nobody may write to."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kehou.commands.greeting import table, width

ROOT = Path(__file__).resolve().parents[2]


def kehou(*words: str, home: Path, wait: float = 300, **env: str) -> subprocess.CompletedProcess[str]:
    """A command as the shell starts it, on a folder of its own."""
    told = {**os.environ, "KEHOU_HOME": str(home), "KEHOU_DATABASE_URL": "", "KEHOU_DEMO": "", "KEHOU_LOG": "", **env}
    told = {name: value for name, value in told.items() if value or name != "KEHOU_MASTER_KEY"}
    told["DJANGO_SETTINGS_MODULE"] = "kehou.settings"
    return subprocess.run(
        [sys.executable, "-m", "kehou.cli", *words],
        cwd=ROOT, env=told, capture_output=True, text=True, encoding="utf-8", timeout=wait, check=False,
    )  # fmt: skip


def is_alive(pid: int) -> bool:
    """A killed process that nobody has waited for yet is none."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.strip().startswith("Z")


def until(is_true: Callable[[], object], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_true():
            return True
        time.sleep(0.1)
    return False


def test_a_taken_port_is_a_sentence_with_the_next_one(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = kehou("up", "--port", str(port), home=tmp_path)
    assert done.returncode == 1
    assert f"端口 {port} 已经有别的程序在用" in done.stdout and f"PORT={port + 1}" in done.stdout
    assert not (tmp_path / "kehou.sqlite3").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--no-serve",), "kehou 已经在运行：打开 http://localhost:8123"),
        (("--demo", "--reset", "--no-serve"), "现在不能重建演示城市"),
    ],
)
def test_a_second_start_and_a_reset_are_refused_while_it_runs(
    tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    (tmp_path / "demo.sqlite3").write_text("a city")
    with (tmp_path / "up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("http://localhost:8123")
        lock.flush()
        done = kehou("up", *words, home=tmp_path)
    assert done.returncode == 1 and says in done.stdout
    assert (tmp_path / "demo.sqlite3").read_text() == "a city"


def test_after_a_killed_start_the_port_is_waited_for(tmp_path: Path) -> None:
    """What the killed one began ends by itself in a moment: that is no reason to send a person away."""
    (tmp_path / "up.lock").write_text("http://localhost:8123")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        began = time.monotonic()
        done = kehou("up", "--port", str(other.getsockname()[1]), home=tmp_path)
    assert done.returncode == 1 and time.monotonic() - began > 8


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where the folder should be")
    done = kehou("up", "--no-serve", home=tmp_path / "var")
    assert done.returncode == 1 and "写不进" in done.stdout and "Traceback" not in done.stderr + done.stdout


def test_a_full_disk_is_a_sentence_and_nothing_half_made_stays(tmp_path: Path) -> None:
    import resource

    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000));"
        "from kehou.cli import main; sys.exit(main(['up', '--demo', '--no-serve']))"
    )
    assert resource.RLIMIT_FSIZE is not None
    env = {
        **os.environ,
        "KEHOU_HOME": str(tmp_path),
        "KEHOU_MASTER_KEY": "k",
        "DJANGO_SETTINGS_MODULE": "kehou.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, encoding="utf-8", timeout=120
    )
    assert done.returncode == 1 and "磁盘满了" in done.stdout and "Traceback" not in done.stderr + done.stdout
    assert not (tmp_path / "demo.sqlite3").exists()


def test_a_database_whose_key_is_gone_is_not_opened_with_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "kehou.sqlite3").write_bytes(b"")
    done = kehou("up", "--no-serve", home=tmp_path, KEHOU_MASTER_KEY="")
    assert done.returncode == 1 and "没有找到这套安装的密钥" in done.stdout
    assert not (tmp_path / "master.key").exists()


def test_a_terminal_without_chinese_gets_through_all_the_same(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = kehou(
            "up", "--port", str(other.getsockname()[1]), home=tmp_path, PYTHONIOENCODING="ascii", PYTHONUTF8="0"
        )
    assert done.returncode == 1 and "make run PORT=" in done.stdout and "Traceback" not in done.stderr


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_what_a_start_began_ends_with_it_even_when_it_is_killed(ending: signal.Signals, tmp_path: Path) -> None:
    """A starter with two programs, one of which has a child of its own, as a web server has."""
    program = (
        "import os, subprocess, sys, time; child = subprocess.Popen(['sleep', '300']);"
        f"open({str(tmp_path)!r} + '/pids', 'a').write(f'{{os.getpid()}} {{child.pid}} '); time.sleep(300)"
    )
    starter = (
        "import os, subprocess, sys, time;"
        f"[subprocess.Popen([sys.executable, '-m', 'kehou.commands.leash', str(os.getpid()), sys.executable, '-c', {program!r}],"
        " process_group=0) for _ in range(2)]; time.sleep(300)"
    )
    began = subprocess.Popen([sys.executable, "-c", starter], cwd=ROOT)
    note = tmp_path / "pids"
    assert until(lambda: note.exists() and len(note.read_text().split()) == 4)
    pids = [int(word) for word in note.read_text().split()]
    assert all(map(is_alive, pids))
    began.send_signal(ending)
    began.wait()
    assert until(lambda: not any(map(is_alive, pids)))


def test_a_program_that_does_not_listen_is_ended_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaf = (
        "import os, signal, subprocess, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f"child = subprocess.Popen(['sleep', '300']); open({str(tmp_path)!r} + '/pids', 'w').write(f'{{os.getpid()}} {{child.pid}}');"
        "time.sleep(300)"
    )
    code = (
        "import os, sys; from kehou.commands import leash; leash.ENDS_WITHIN_S = 0.5;"
        f"leash.main(os.getppid(), [sys.executable, '-c', {deaf!r}])"
    )
    leashed = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, process_group=0)
    note = tmp_path / "pids"
    assert until(lambda: note.exists() and len(note.read_text().split()) == 2)
    leashed.terminate()
    assert leashed.wait(timeout=30) == -signal.SIGKILL
    assert until(lambda: not any(is_alive(int(word)) for word in note.read_text().split()))


def test_a_programs_own_ending_is_passed_on() -> None:
    code = (
        "import os, sys; from kehou.commands.leash import main;"
        "raise SystemExit(main(os.getppid(), [sys.executable, '-c', 'raise SystemExit(7)']))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 7


def test_columns_stand_under_each_other_though_a_character_takes_two_places() -> None:
    lines = table([("岗位", "学校"), ("家长", "滨河示范小学"), ("duty", "x")])
    assert [width(line[: line.index(word)]) for line, word in ((lines[2], "滨河"), (lines[3], "x"))] == [6, 6]
    assert lines[1] == "────  ────────────"
