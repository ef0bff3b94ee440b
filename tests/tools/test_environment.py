"""Setting up: two at once wait, one that was killed is made anew, what cannot be written is a sentence."""

import fcntl
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.test_up import is_alive, until
from tools import environment

ROOT = Path(__file__).resolve().parent.parent.parent


def is_free(lock: Path) -> bool:
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def noted(_self: environment.Leashed, *command: str | Path, **_how: object) -> None:
    """Stands for running a program: a new environment is an empty folder with a note in it."""
    if command[1:3] == ("-m", "venv"):
        (Path(command[3]) / "fresh").touch()


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout in a folder that people name, whose installer and bundler only note that they were called."""
    root = tmp_path / "课后 服务"
    (root / "frontend").mkdir(parents=True)
    for name in ("requirements-setup.txt", "requirements.txt", "requirements-dev.txt", "pyproject.toml"):
        (root / name).write_text(name)
    (root / "frontend" / "build.py").write_text("")
    monkeypatch.setattr(environment, "ROOT", root)
    monkeypatch.setattr(environment, "VENV", root / ".venv")
    monkeypatch.setattr(environment, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(environment, "STAMP", root / ".venv" / "kehou-environment")
    monkeypatch.setattr(environment, "has_pip", lambda: (root / ".venv").exists())
    monkeypatch.setattr(environment.Leashed, "__call__", noted)
    monkeypatch.setattr(environment, "install", lambda run, requirements: None)
    monkeypatch.setattr(environment, "stop_when_told", lambda: None)
    monkeypatch.setattr(sys, "argv", ["environment.py"])
    return root


def test_a_whole_environment_is_left_alone(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert environment.main() == 0
    capsys.readouterr()
    assert environment.main() == 0 and capsys.readouterr().out == ""


def test_one_that_was_killed_in_the_middle_is_made_anew(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def killed(_run: object, _requirements: str) -> None:
        (checkout / ".venv" / "half-a-package").touch()
        raise Killed

    (checkout / ".venv").mkdir()
    with monkeypatch.context() as dying:
        dying.setattr(environment, "install", killed)
        with pytest.raises(Killed):
            environment.main()
    assert environment.main() == 0
    assert (checkout / ".venv" / "fresh").exists() and not (checkout / ".venv" / "half-a-package").exists()
    assert environment.is_ready(dev=False)


def test_an_environment_made_by_hand_is_added_to_and_not_thrown_away(checkout: Path) -> None:
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / "by-hand").touch()
    assert environment.main() == 0
    assert (checkout / ".venv" / "by-hand").exists()


def test_one_that_was_carried_elsewhere_is_made_anew(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its scripts begin with the old folder's Python; where that is gone, `granian` cannot start."""
    assert environment.main() == 0
    (checkout / ".venv" / "of-the-old-folder").touch()
    moved = checkout.with_name("moved")
    checkout.rename(moved)
    monkeypatch.setattr(environment, "ROOT", moved)
    monkeypatch.setattr(environment, "VENV", moved / ".venv")
    monkeypatch.setattr(environment, "STAMP", moved / ".venv" / "kehou-environment")
    monkeypatch.setattr(environment, "has_pip", lambda: True)
    assert environment.main() == 0
    assert not (moved / ".venv" / "of-the-old-folder").exists()


def test_packages_for_tests_are_added_to_a_whole_environment(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.main() == 0
    (checkout / ".venv" / "there-already").touch()
    monkeypatch.setattr(sys, "argv", ["environment.py", "--dev"])
    assert environment.main() == 0
    assert (checkout / ".venv" / "there-already").exists() and environment.is_ready(dev=True)


def test_a_python_without_its_venv_part_is_told_the_package_to_install(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Debian cuts Python into parts; `ensurepip` is in one that is not there at first."""
    monkeypatch.setattr(environment, "find_spec", lambda name: None)
    assert environment.main() == 1
    said = capsys.readouterr().out
    assert "apt install python3." in said and said.count("\n") == 1
    assert not (checkout / ".venv").exists()


def test_where_the_home_folder_takes_nothing_the_installers_keep_their_things_in_the_checkout(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """npm does not start without a place for its cache."""
    home = checkout.parent / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    assert environment.own_caches() == {}
    (home / ".npm").mkdir()
    real = environment.os.access
    for refused in (home, home / ".npm"):
        monkeypatch.setattr(environment.os, "access", lambda place, mode, no=refused: place != no and real(place, mode))
        assert environment.own_caches()["npm_config_cache"] == str(checkout / "var" / "cache" / "npm")
    monkeypatch.setattr(environment.os, "access", real)
    monkeypatch.setenv("HOME", str(home / "nowhere"))
    assert set(environment.own_caches()) == {"XDG_CACHE_HOME", "npm_config_cache"}


def test_interrupted_it_says_how_to_go_on(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_run: object, _requirements: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(environment, "install", interrupted)
    assert environment.main() == 130
    assert "再运行同一条命令" in capsys.readouterr().out


def test_where_nothing_can_be_written_it_says_so(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (checkout / "var").write_text("a file where the folder should be")
    assert environment.main() == 1
    said = capsys.readouterr().out
    assert "写不进" in said and "Traceback" not in said


def test_a_second_one_waits_for_the_first(checkout: Path) -> None:
    (checkout / "var").mkdir()
    code = (
        "import sys; from pathlib import Path; from tools import environment as e;"
        f"e.ROOT = Path({str(checkout)!r}); e.Leashed.__call__ = lambda *command: None;"
        "e.build = lambda run, dev: print('built', flush=True); sys.exit(e.main())"
    )
    with (checkout / "var" / "setup.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = subprocess.Popen(
            [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        assert second.stdout is not None and "另一个窗口" in second.stdout.readline()
        time.sleep(0.2)
        assert second.poll() is None
    assert second.communicate(timeout=60)[0].strip() == "built" and second.returncode == 0


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_ended_in_any_way_it_leaves_nothing_at_work_and_the_lock_free(ending: signal.Signals, tmp_path: Path) -> None:
    """What it runs is an installer that ends slowly and has started another program: the next must not meet them."""
    note, lock = tmp_path / "pids", tmp_path / "setup.lock"
    pip = (
        "import os, signal, subprocess, sys, time; child = subprocess.Popen(['sleep', '300']);"
        "signal.signal(signal.SIGTERM, lambda *_: (time.sleep(1.5), sys.exit()));"
        f"open({str(note)!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}'); time.sleep(300)"
    )
    code = (
        "import fcntl, signal, sys; from tools import environment as e;"
        "signal.signal(signal.SIGINT, signal.default_int_handler);"
        "signal.signal(signal.SIGHUP, signal.SIG_DFL);"  # the tests may run where a closed terminal is ignored
        "e.stop_when_told();"
        f"lock = open({str(lock)!r}, 'a'); fcntl.flock(lock, fcntl.LOCK_EX); e.Leashed(lock)(sys.executable, '-c', {pip!r})"
    )
    setting_up = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.DEVNULL)
    assert until(lambda: note.exists() and len(note.read_text().split()) == 2)
    assert not is_free(lock)
    setting_up.send_signal(ending)
    setting_up.wait(timeout=30)
    assert until(lambda: is_free(lock))
    assert until(lambda: not any(is_alive(int(pid)) for pid in note.read_text().split()), seconds=0.5)


def test_what_a_program_answers_is_passed_on(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("a") as lock:
        run = environment.Leashed(lock)
        run(sys.executable, "-c", "pass")
        with pytest.raises(subprocess.CalledProcessError) as failed:
            run(sys.executable, "-c", "raise SystemExit(3)")
    assert failed.value.returncode == 3 and failed.value.cmd[0] == sys.executable
