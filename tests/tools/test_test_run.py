"""`make test` on machines that lack something: named in the last lines, and a failure where CI=true."""

from pathlib import Path

import pytest

from tests import chromium
from tools import test as run

Answer = tuple[int, dict[str, int], set[str]]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[Answer]:
    """What pytest is going to answer, run by run; this machine has no PostgreSQL unless a test says so."""
    coming: list[Answer] = []
    monkeypatch.setattr(run, "pytest", lambda name, arguments, environment: coming.pop(0))
    monkeypatch.setattr("tests.databases.postgres_url", lambda: None)
    monkeypatch.setattr("sys.argv", ["test.py"])
    monkeypatch.delenv("CI", raising=False)
    return coming


def test_what_a_machine_lacks_is_named_in_the_last_lines(
    answers: list[Answer], capsys: pytest.CaptureFixture[str]
) -> None:
    answers.append((0, {"passed": 9, "skipped": 2}, {"missing: Chromium"}))
    assert run.main() == 0
    last = capsys.readouterr().out.splitlines()[-3:]
    assert last[0] == "this machine lacks, so not tested: Chromium"
    assert last[1].startswith("this machine lacks, so not tested: PostgreSQL")
    assert last[2] == "9 passed, 0 failed, 2 skipped"


def test_with_ci_nothing_may_be_skipped_for_want_of_a_part(
    answers: list[Answer], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr("tests.databases.postgres_url", lambda: "postgres://here")
    answers += [(0, {"passed": 9, "skipped": 2}, {"missing: Chromium"}), (0, {"passed": 3}, set())]
    assert run.main() == 1
    assert "with CI=true nothing may be skipped" in capsys.readouterr().out
    answers += [(0, {"passed": 11}, set()), (0, {"passed": 3}, set())]
    assert run.main() == 0


def test_what_passes_alone_is_called_unsteady_and_what_fails_again_fails(
    answers: list[Answer], capsys: pytest.CaptureFixture[str]
) -> None:
    answers += [(1, {"passed": 9, "failed": 1}, set()), (0, {"passed": 1}, set())]
    assert run.main() == 0
    assert "unsteady: SQLite: 1 failed in company and passed alone" in capsys.readouterr().out
    answers += [(1, {"passed": 9, "failed": 1}, set()), (1, {"failed": 1}, set())]
    assert run.main() == 1
    answers.append((1, {"passed": 9, "failed": run.FEW + 1}, set()))
    assert run.main() == 1


def test_a_named_browser_that_is_not_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KEHOU_CHROMIUM", str(tmp_path / "nowhere"))
    assert chromium.chromium() is None
    (tmp_path / "mine").touch()
    monkeypatch.setenv("KEHOU_CHROMIUM", str(tmp_path / "mine"))
    assert chromium.chromium() == tmp_path / "mine"


def test_a_browser_is_found_under_the_names_that_systems_give_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("KEHOU_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "ON_MACOS", ())
    assert chromium.chromium() is None
    (tmp_path / "google-chrome").touch(mode=0o755)
    assert chromium.chromium() == tmp_path / "google-chrome"
