"""Setting up: two at once wait, one that was killed is made anew, what cannot be written is a sentence."""

import fcntl
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools import environment

ROOT = Path(__file__).resolve().parent.parent.parent


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
    monkeypatch.setattr(environment.venv, "create", lambda folder, with_pip: (folder / "fresh").touch())
    monkeypatch.setattr(environment, "has_pip", lambda: (root / ".venv").exists())
    monkeypatch.setattr(environment, "run", lambda *command: None)
    monkeypatch.setattr(environment, "install", lambda requirements: None)
    monkeypatch.setattr(sys, "argv", ["environment.py"])
    return root


def test_a_whole_environment_is_left_alone(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert environment.main() == 0
    capsys.readouterr()
    assert environment.main() == 0 and capsys.readouterr().out == ""


def test_one_that_was_killed_in_the_middle_is_made_anew(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def killed(_requirements: str) -> None:
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


def test_interrupted_it_says_how_to_go_on(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_requirements: str) -> None:
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
        f"e.ROOT = Path({str(checkout)!r}); e.run = lambda *command: None;"
        "e.build = lambda dev: print('built', flush=True); sys.exit(e.main())"
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
