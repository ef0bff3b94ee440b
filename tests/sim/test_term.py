"""A term without a browser: same seed, same bytes; the audit finds what was planted, and nothing in a lawful run."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
DAYS = "14"
SCHOOLS = ["--schools", "3", "--pupils", "30"]
"""The third is a junior school: other hours, other homework."""


def live(out: Path, *more: str) -> None:
    command = [sys.executable, "-m", "kehou.cli", "term", *SCHOOLS, "--seed", "7"]
    done = subprocess.run(
        [*command, "--days", DAYS, "--out", str(out), *more], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]


def audit(folder: Path) -> list[dict[str, str]]:
    command = [sys.executable, "-m", "kehou.cli", "audit", str(folder), "--as-of", "2027-01-15", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    answer = json.loads(done.stdout)
    assert not answer["not_judged"]
    return answer["findings"]


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def unlawful(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("unlawful")
    live(out)
    return out


def test_the_audit_finds_exactly_what_was_planted(unlawful: Path) -> None:
    report = json.loads((unlawful / "report.json").read_text(encoding="utf-8"))
    assert report["invariants_broken"] == []
    for school in report["schools"]:
        planted = Counter((each["rule"], each["where"]) for each in school["planted"])
        found = Counter((each["rule"], each["where"]) for each in audit(unlawful / school["folder"]))
        assert found == planted
        assert len(planted) >= 8


def test_the_same_seed_gives_the_same_bytes(unlawful: Path, tmp_path: Path) -> None:
    live(tmp_path / "again")
    assert everything(unlawful) == everything(tmp_path / "again")


def test_a_lawful_term_has_no_finding(tmp_path: Path) -> None:
    live(tmp_path / "lawful", "--lawful")
    report = json.loads((tmp_path / "lawful" / "report.json").read_text(encoding="utf-8"))
    for school in report["schools"]:
        assert school["planted"] == []
        assert audit(tmp_path / "lawful" / school["folder"]) == []


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    command = [sys.executable, "-m", "kehou.cli", "term", "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "不是空的" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
