"""The page on writing a city's law, followed to the letter: its own blocks are the pack, its own lines are run."""

import re
import shlex
from pathlib import Path

import pytest

from kehou.cli import main
from kehou.policy.exchange.plan_writing import yaml_from_document
from kehou.policy.parameters import UNITS
from tests.policy.promise import promise

PAGE = (Path(__file__).resolve().parents[2] / "docs/how-to/write-the-law-of-your-city.md").read_text(encoding="utf-8")
CITY = "shanqiao-2026-3"
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", PAGE, re.M | re.S)
COMMANDS = [line for kind, text in BLOCKS if not kind for line in text.splitlines() if line.startswith("kehou ")]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the reader has written so far, and a plan that promises a cap of ¥300."""
    city = tmp_path / "my-packs" / CITY
    (city / "clauses").mkdir(parents=True)
    for kind, text in BLOCKS:
        if kind == "text":
            (city / "document.txt").write_text(text, encoding="utf-8")
        elif kind == "yaml":
            name = text.splitlines()[0].removeprefix("# ")
            (city / name).write_text(text, encoding="utf-8")
    (tmp_path / "plan.yaml").write_text(yaml_from_document(promise(policy=CITY)), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_line_of_the_page_does_what_the_page_says(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = {}
    for command in COMMANDS:
        status = main(shlex.split(command)[1:])
        told[command] = status, capsys.readouterr().out
    assert [status for status, _ in told.values()] == [0, 1, 1, 1, 1], told
    clause, judged, later, days, cities = (out for _, out in told.values())
    assert "from 2027-08-01: 山教发〔2027〕9号" in clause and "在“由谁来收费”上不一致" in clause
    [hears] = [text for kind, text in BLOCKS if not kind and not text.startswith("kehou ")]
    assert all(line in judged for line in hears.splitlines())
    assert "不超过 ¥240.00" in later
    assert "二 一学期最多收：小学 ¥200.00" in days and "→ 小学 ¥240.00" in days and "方案 1 份：" in days
    assert "一 每天最少服务：90 分钟 → 60 分钟" in cities


def test_the_page_names_every_unit() -> None:
    table = PAGE.split("| unit begins with | value |")[1].split("\n\n")[0]
    assert set(re.findall(r"`([a-z%-]+)`", table)) - {"true", "false"} == set(UNITS) - {"minute"}


def test_a_reader_who_forgets_a_figure_is_told_which(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clause = place / "my-packs" / CITY / "clauses" / "art3.yaml"
    text = clause.read_text(encoding="utf-8")
    clause.write_text(text[: text.index("parameters:")], encoding="utf-8")
    assert main(["clause", "--packs", "my-packs"]) == 2
    assert "art3.yaml" in (said := capsys.readouterr().err) and "unattended_min" in said
