"""One answer, four ways: words at a terminal, JSON, SARIF for an editor, a page for a headteacher."""

import html.parser
import io
import json
import re
from pathlib import Path

import pytest

from kehou.cli import main
from kehou.commands.answers.handed import HandedOver
from kehou.commands.answers.quoting import cut, printable
from kehou.commands.answers.words import report_in_words
from kehou.policy.check import judge
from kehou.policy.exchange.plan_writing import yaml_from_document
from kehou.policy.exchange.plan_yaml import read_plan_file
from kehou.policy.exchange.spans import Span
from kehou.policy.facts.term import TermFacts
from kehou.policy.pack import load_packs
from tests.policy.promise import promise, window

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan whose service ends too early, with one more fault and its city's closing times."""
    (tmp_path / "office_hours.csv").write_text("from,closes\n2026-05-01,18:00\n", encoding="utf-8")
    document = promise(windows=[window(1, 2, 3, 4, 5, 6, end="17:45")], blocks=None, courses=None, priority=["migrant"])
    path = tmp_path / "plan.yaml"
    path.write_text(yaml_from_document(document), encoding="utf-8")
    return path


@pytest.fixture
def broken(plan: Path) -> Path:
    text = plan.read_text(encoding="utf-8").replace("priority:", "prioriti:", 1)
    plan.write_text(text, encoding="utf-8")
    return plan


def line_of(path: Path, word: str) -> int:
    return next(n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1) if word in line)


# words


def test_a_finding_quotes_the_line_of_the_file_and_marks_the_key(plan: Path, capsys: Capture) -> None:
    assert main(["check", str(plan)]) == 1
    lines = capsys.readouterr().out.splitlines()
    number = line_of(plan, "priority:")
    at = next(n for n, line in enumerate(lines) if line.startswith(f"    {number} | priority:"))
    assert lines[at + 1] == f"    {' ' * len(str(number))} | ^^^^^^^^"


def test_a_word_not_known_is_marked_where_it_stands(broken: Path, capsys: Capture) -> None:
    assert main(["check", str(broken)]) == 2
    said = capsys.readouterr().err
    number = line_of(broken, "prioriti:")
    assert f"plan.yaml:{number}:1  prioriti" in said
    assert "最接近的是“priority”" in said
    assert re.search(rf"^    {number} \| prioriti:.*\n +\| \^{{8}}$", said, re.M)


def test_a_cell_that_cannot_be_read_is_marked_in_its_row(plan: Path, capsys: Capture) -> None:
    (plan.parent / "office_hours.csv").write_text("from,closes\n2026-05-01, 6pm\n", encoding="utf-8")
    assert main(["check", str(plan)]) == 2
    said = capsys.readouterr().err
    assert "office_hours.csv:2:13  closes" in said
    assert "写的是“6pm”" in said
    assert "    2 | 2026-05-01, 6pm\n      |             ^^^\n" in said


def test_colour_is_for_a_terminal_whose_owner_wants_it(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    facts = TermFacts(plan=read_plan_file(plan))
    law = load_packs(facts.plan.policy)
    handed = HandedOver(plan.parent, plan.name, facts.plan)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")

    def said(stream: io.StringIO) -> str:
        return "\n".join(report_in_words(judge(facts, law), law, handed, stream))

    assert "\033[" in said(Terminal())
    assert "\033[" not in said(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\033[" not in said(Terminal())


def test_what_a_terminal_would_act_on_is_never_printed(plan: Path, capsys: Capture) -> None:
    (plan.parent / "office_hours.csv").write_text("from,closes\n2026-05-01,\x1b[2J\x07\u202e\n", encoding="utf-8")
    assert main(["check", str(plan)]) == 2
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e]", capsys.readouterr().err)
    assert printable("a\x1b\u200fb\ud800") == "a��b�"


def test_a_long_line_is_cut_around_the_place() -> None:
    text, start, end = cut(Span(1, 501, 507, "课" * 500 + "choise" + "程" * 500))
    assert text[start:end] == "choise"
    assert text.startswith("…") and text.endswith("…")
    assert len(text) < 110


def test_a_rule_broken_in_a_thousand_rows_is_told_twenty_times(shared: Path, tmp_path: Path, capsys: Capture) -> None:
    case = shared / "policy" / "cases" / "v004-clean-term-tiny"
    for file in case.glob("*.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "consents.csv").write_text((case / "consents.csv").read_text().splitlines()[0] + "\n")
    assert main(["audit", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert said.count("presence.csv 第") == 20
    assert re.search(r"还有 \d+ 处同样的问题", said)


# json, sarif


def test_json_is_the_same_by_either_name(plan: Path, capsys: Capture) -> None:
    main(["check", str(plan), "--json"])
    short = capsys.readouterr().out
    main(["check", str(plan), "--format", "json"])
    assert capsys.readouterr().out == short
    assert json.loads(short)["verdict"] == "findings"


def sarif(capsys: Capture, *words: str) -> dict:
    main([*words, "--format", "sarif"])
    log = json.loads(capsys.readouterr().out)
    assert log["version"] == "2.1.0"
    return log["runs"][0]


def test_sarif_has_a_rule_with_its_clause_and_a_region_for_each_finding(plan: Path, capsys: Capture) -> None:
    run = sarif(capsys, "check", str(plan))
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        rule = rules[result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert result["properties"]["clause"] in rule["properties"]["clauses"]
        assert rule["help"]["text"].startswith("《乌海市中小学生课后服务工作方案》")
    levels = {result["ruleId"]: result["level"] for result in run["results"]}
    assert levels["end-meets-closing"] == "error"
    assert levels["priority-missing"] == "warning"
    region = next(r for r in run["results"] if r["ruleId"] == "priority-missing")["locations"][0]["physicalLocation"]
    assert region == {
        "artifactLocation": {"uri": "plan.yaml"},
        "region": {"startLine": line_of(plan, "priority:"), "startColumn": 1, "endColumn": 9},
    }
    assert run["invocations"][0] == {"executionSuccessful": True, "exitCode": 1}


def test_sarif_of_a_sign_is_a_note(shared: Path, capsys: Capture) -> None:
    case = shared / "policy" / "cases"
    found = [path.parent for path in case.glob("*/expect.yaml") if "whole-class-at-once, clause" in path.read_text()]
    run = sarif(capsys, "audit", str(found[0]))
    assert {r["level"] for r in run["results"] if r["ruleId"] == "whole-class-at-once"} == {"note"}


def test_sarif_of_what_cannot_be_read_says_that_nothing_was_judged(broken: Path, capsys: Capture) -> None:
    run = sarif(capsys, "check", str(broken))
    assert run["invocations"][0]["executionSuccessful"] is False
    assert run["invocations"][0]["exitCode"] == 2
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"] == {
        "startLine": line_of(broken, "prioriti:"),
        "startColumn": 1,
        "endColumn": 9,
    }


def test_sarif_names_what_was_not_judged(plan: Path, capsys: Capture) -> None:
    (plan.parent / "office_hours.csv").unlink()
    told = sarif(capsys, "check", str(plan))["invocations"][0]["toolExecutionNotifications"]
    assert any("office_hours.csv" in note["message"]["text"] for note in told)


# html


class Tags(html.parser.HTMLParser):
    """Open and close tags in order, and every attribute."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta",):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page(path: Path, tmp_path: Path, status: int) -> str:
    out = tmp_path / "answer.html"
    assert main(["check", str(path), "--format", "html", "--out", str(out)]) == status
    return out.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", ["plan", "broken"])
def test_the_page_is_whole_and_loads_nothing(file: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    path = request.getfixturevalue(file)
    text = page(path, tmp_path, 2 if file == "broken" else 1)
    tags = Tags(text)
    assert tags.open == []
    assert not {tag for tag, _ in tags.seen} & {"script", "link", "img", "iframe", "object", "a"}
    assert not [attributes for _, attributes in tags.seen if {"src", "href", "style", "onload"} & set(attributes)]
    assert "url(" not in text and "@import" not in text and "http" not in text


def test_the_page_says_by_clause_what_where_how_and_who(plan: Path, tmp_path: Path) -> None:
    text = page(plan, tmp_path, 1)
    assert "<h2>六.1" in text and "与我市正常下班时间相衔接" in text
    assert "填的是 17:45；5月1日起全市 18:00 下班。" in text
    assert "第 1 个时段 · 一至六年级" in text
    assert "<dt>怎样算满足</dt><dd>结束改到 18:00 或更晚" in text
    assert re.search(r"<dt>谁来回答</dt><dd>[^<]*（方案分工：[^<]+）", text)
    assert "<mark>priority</mark>" in text


def test_the_page_quotes_no_row_of_a_table(shared: Path, tmp_path: Path) -> None:
    case = shared / "policy" / "cases" / "v004-clean-term-tiny"
    for file in case.glob("*.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "consents.csv").write_text((case / "consents.csv").read_text().splitlines()[0] + "\n")
    out = tmp_path / "answer.html"
    assert main(["audit", str(tmp_path), "--format", "html", "--out", str(out)]) == 1
    text = out.read_text(encoding="utf-8")
    assert "presence.csv 第" in text
    assert not re.search(r"\bs0\d{4}\b|,present,", text)


def test_a_name_in_a_file_is_never_markup(plan: Path, tmp_path: Path) -> None:
    text = plan.read_text(encoding="utf-8")
    name = re.search(r"name: (\S+?)[,}\n]", text)
    assert name
    plan.write_text(text.replace(name[1], '"<script>alert(1)</script>"', 1), encoding="utf-8")
    assert "<script" not in page(plan, tmp_path, 1)


# a file as the answer


def test_an_answer_that_cannot_be_written_leaves_nothing_and_exits_2(
    plan: Path, tmp_path: Path, capsys: Capture
) -> None:
    assert main(["check", str(plan), "--format", "json", "--out", str(tmp_path / "no" / "where.json")]) == 2
    assert "写不到" in capsys.readouterr().err
    assert main(["check", str(plan), "--out", str(tmp_path)]) == 2
    assert {path.name for path in tmp_path.iterdir()} == {"plan.yaml", "office_hours.csv"}


def test_words_in_a_file_are_the_words_of_the_screen_without_colour(
    plan: Path, tmp_path: Path, capsys: Capture
) -> None:
    main(["check", str(plan)])
    main(["check", str(plan), "--out", str(tmp_path / "answer.txt")])
    assert (tmp_path / "answer.txt").read_text(encoding="utf-8") == capsys.readouterr().out
