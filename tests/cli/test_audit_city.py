"""`kehou audit CITY`: a folder of schools' folders."""

import json
import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kehou.cli import main
from kehou.commands import city

CASES = ("v004-clean-term-tiny", "v023-unattended", "v083-input-unknown-key")


@pytest.fixture
def schools(shared: Path, tmp_path: Path) -> Path:
    """A clean school, one with a finding, one whose plan cannot be read."""
    folder = tmp_path / "city"
    folder.mkdir()
    for case in CASES:
        shutil.copytree(shared / "policy" / "cases" / case, folder / case, copy_function=shutil.copyfile)
        (folder / case).chmod(0o755)
    return folder


def one_by_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[tuple[str, object]]:
    for case in CASES:
        main(["audit", str(folder / case), "--json"])
        yield case, json.loads(capsys.readouterr().out)


def test_every_school_gets_the_answer_it_gets_alone(schools: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alone = dict(one_by_one(schools, capsys))
    assert main(["audit", str(schools), "--json"]) == 2
    assert json.loads(capsys.readouterr().out) == {"schools": alone}


def test_a_school_without_a_plan_is_told_and_not_passed_over(schools: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (schools / CASES[0] / "plan.yaml").unlink()
    assert main(["audit", str(schools)]) == 2
    said = capsys.readouterr().out
    assert f"1/3  {CASES[0]}  读不了" in said
    assert "一共 3 所：有问题 1 所，读不了 2 所。" in said


def test_the_sum_names_the_clause_and_how_many_schools(schools: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(schools / CASES[2])
    assert main(["audit", str(schools)]) == 1
    said = capsys.readouterr().out
    assert "符合 1 所，有问题 1 所" in said
    assert "附.11  1 所" in said


def test_a_page_is_of_one_school(schools: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(schools), "--format", "html"]) == 2
    assert "一所学校一所学校地写" in capsys.readouterr().err


def test_a_process_that_dies_costs_no_school_its_answer(
    schools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed once, as the machine does when memory ends: the others and it itself are audited all the same."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, pathlib\n"
        "import kehou.commands.city as city\n"
        "whole = city.audit_folder\n"
        f"mark = pathlib.Path({str(tmp_path / 'died')!r})\n"
        "def once(path, **asked):\n"
        f"    if path.name == {CASES[1]!r} and not mark.exists():\n"
        "        mark.touch()\n"
        "        os.kill(os.getpid(), 9)\n"
        "    return whole(path, **asked)\n"
        "city.audit_folder = once\n"
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    folders = city.schools_in(schools)
    answers = list(city.audit_schools(folders, as_of=date(2026, 12, 31), processes=2))
    assert (tmp_path / "died").exists()
    assert [(a.folder, a.verdict) for a in answers] == [
        (CASES[0], "conforms"),
        (CASES[1], "findings"),
        (CASES[2], "unreadable"),
    ]
