"""`kehou audit CITY`: a folder of schools' folders."""

import io
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kehou.cli import main
from kehou.commands import city
from kehou.policy.columns import reading
from kehou.policy.exchange.table_layouts import Table
from tests.cli.test_answers import Tags

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


@pytest.fixture
def one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    """No other process is started."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})


def without_consents(school: Path) -> None:
    """Every line of its roll-call becomes a finding of one rule."""
    consents = school / "consents.csv"
    consents.write_text(consents.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")


def written(schools: Path, form: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["audit", str(schools), "--format", form]) == 2
    return capsys.readouterr().out


@pytest.mark.usefixtures("one_core")
def test_sarif_has_a_run_for_each_school_with_its_files_under_its_folder(
    schools: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = json.loads(written(schools, "sarif", capsys))
    assert set(log) == {"$schema", "version", "runs"} and log["version"] == "2.1.0"
    for case, run in zip(CASES, log["runs"], strict=True):
        main(["audit", str(schools / case), "--format", "sarif"])
        (alone,) = json.loads(capsys.readouterr().out)["runs"]
        assert run.pop("automationDetails") == {"id": f"{case}/"}
        for result in run["results"]:
            assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
            for location in result["locations"]:
                artifact = location["physicalLocation"]["artifactLocation"]
                assert (schools / artifact["uri"]).is_file()
                artifact["uri"] = artifact["uri"].removeprefix(f"{case}/")
        assert run == alone


@pytest.mark.usefixtures("one_core")
def test_a_rule_broken_in_every_row_does_not_fill_a_citys_answer(
    schools: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    without_consents(schools / CASES[0])
    monkeypatch.setattr(city, "RESULTS_OF_A_RULE", 5)
    run = json.loads(written(schools, "sarif", capsys))["runs"][0]
    told = [note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"]]
    page = written(schools, "html", capsys)
    main(["audit", str(schools / CASES[0]), "--json"])
    found = [f["rule"] for f in json.loads(capsys.readouterr().out)["findings"]]
    many = found.count("attended-without-consent")
    assert many > 5
    assert [r["ruleId"] for r in run["results"]].count("attended-without-consent") == 5
    assert [text for text in told if f"还有 {many - 5} 处" in text]
    assert f"还有 {many - 3} 处同样的问题" in page
    assert page.count("家长没有确认过参加") == 3


@pytest.mark.usefixtures("one_core")
def test_the_page_of_a_city_says_the_sum_first_then_each_school_and_loads_nothing(
    schools: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = schools / CASES[1] / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("沙坡教学点", '"<b>沙坡</b>"', 1), encoding="utf-8")
    page = written(schools, "html", capsys)
    tags = Tags(page)
    assert tags.open == []
    assert not {tag for tag, _ in tags.seen} & {"script", "link", "img", "a", "b"}
    assert "url(" not in page and "http" not in page
    order = ["一共 3 所：符合 1 所，有问题 1 所，读不了 1 所。", "<dt>1 所</dt><dd>附.11</dd>", *CASES, "</html>"]
    assert [page.index(text) for text in order] == sorted(page.index(text) for text in order)
    assert "&lt;b&gt;沙坡&lt;/b&gt;" in page and "身边没有大人" in page and "choise" in page
    assert not re.search(r"\bs\d{5}\b|,present,", page)


@pytest.mark.usefixtures("one_core")
@pytest.mark.parametrize(("terminal", "told"), [(True, "已查 3/3 所"), (False, "")])
def test_progress_is_for_a_terminal(
    schools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, terminal: bool, told: str
) -> None:
    errors = io.StringIO()
    monkeypatch.setattr(errors, "isatty", lambda: terminal, raising=False)
    monkeypatch.setattr("sys.stderr", errors)
    assert main(["audit", str(schools), "--format", "html", "--out", str(tmp_path / "city.html")]) == 2
    assert errors.getvalue().split("\r")[-1].strip() == told


@pytest.mark.usefixtures("one_core")
@pytest.mark.parametrize("form", ["words", "json", "sarif", "html"])
def test_without_the_column_engine_every_answer_is_the_same_to_the_byte(
    schools: Path, form: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a folder and of a city; with it first, however small the tables are, so that the two ways differ."""
    without_consents(schools / CASES[0])
    monkeypatch.setattr("kehou.policy.audit.LARGE", 0)
    monkeypatch.setattr("kehou.policy.columns.reading.SMALL", 0)
    asked: list[str] = []
    quick = reading.read_columns

    def watched(table: Table, text: str, known: reading.Known) -> object:
        asked.append(table.name)
        return quick(table, text, known)

    monkeypatch.setattr(reading, "read_columns", watched)

    def told() -> list[str]:
        asked.clear()
        words = ("--format", form)
        assert [main(["audit", str(schools / case), *words]) for case in CASES] == [1, 1, 2]
        assert main(["audit", str(schools), *words]) == 2
        said = capsys.readouterr()
        return [said.out, said.err]

    with_columns = told()
    assert "presence" in asked
    for name in [name for name in sys.modules if name.startswith(("polars", "kehou.policy.columns"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "polars", None)
    assert told() == with_columns
    assert asked == []


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
    answers = list(city.audit_schools(folders, city.Asked(as_of=date(2026, 12, 31)), processes=2))
    assert (tmp_path / "died").exists()
    assert [(a.folder, a.verdict) for a in answers] == [
        (CASES[0], "conforms"),
        (CASES[1], "findings"),
        (CASES[2], "unreadable"),
    ]
