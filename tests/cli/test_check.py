"""`kehou check plan.yaml` and `kehou clause`, at the console."""

import json
import re
from pathlib import Path

import pytest

from kehou.cli import COMMANDS, main
from kehou.policy.exchange.plan_writing import yaml_from_document
from tests.policy.promise import changed, district, promise, window

OFFICE_HOURS = "from,closes\n2026-05-01,18:00\n2026-11-01,17:30\n"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan with its city's closing times beside it."""
    (tmp_path / "office_hours.csv").write_text(OFFICE_HOURS, encoding="utf-8")
    path = tmp_path / "plan.yaml"
    path.write_text(yaml_from_document(promise()), encoding="utf-8")
    return path


def rewrite(path: Path, **parts: object) -> None:
    path.write_text(yaml_from_document(promise(**parts)), encoding="utf-8")


def answer(capsys: Capture, *words: str) -> tuple[int, dict]:
    status = main(["check", *words, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_a_plan_that_conforms_exits_0(plan: Path, capsys: Capture) -> None:
    assert answer(capsys, str(plan)) == (
        0,
        {"policy": "wuhai-2021-92", "verdict": "conforms", "findings": [], "not_judged": []},
    )
    assert main(["check", str(plan)]) == 0
    assert capsys.readouterr().out == "符合。\n"


def test_findings_exit_1_with_the_keys_of_the_format(plan: Path, capsys: Capture) -> None:
    rewrite(plan, priority=["migrant"])
    status, got = answer(capsys, str(plan))
    assert (status, got["verdict"]) == (1, "findings")
    assert got["findings"] == [
        {
            "clause": "八.3d",
            "rule": "priority-missing",
            "level": "find",
            "where": "priority",
            "subject": "留守儿童",
            "evidence": {"missing": ["left_behind"]},
            "says": "优先照顾里没有写留守儿童。",
            "satisfied_by": "在优先照顾里加上留守儿童。",
        }
    ]


def test_a_person_reads_clause_text_place_sentence_and_remedy(plan: Path, capsys: Capture) -> None:
    rewrite(plan, windows=[window(1, 2, 3, 4, 5, 6, end="17:40")], blocks=None, courses=None)
    assert main(["check", str(plan)]) == 1
    out = capsys.readouterr().out
    assert "六.1  义务教育阶段学校每周 5 天工作日都要开展课前服务和课后服务" in out
    assert "[必须解决] 第 1 个时段 · 一至六年级  windows[0]" in out
    assert "填的是 17:40；5月1日起全市 18:00 下班。" in out
    assert "怎样算满足：结束改到 18:00 或更晚" in out
    assert out.rstrip().endswith("必须解决 2 个。")


def test_no_closing_times_beside_the_plan_is_not_judged_in_part_and_exits_0(plan: Path, capsys: Capture) -> None:
    (plan.parent / "office_hours.csv").unlink()
    status, got = answer(capsys, str(plan))
    assert (status, got["verdict"]) == (0, "not_judged_in_part")
    assert got["not_judged"] == [{"rule": "end-meets-closing", "clause": "六.1", "needs": "office_hours.csv"}]
    main(["check", str(plan)])
    assert "没有检查（缺少记录）\n  缺 office_hours.csv：六.1" in capsys.readouterr().out


def test_unreadable_input_exits_2_naming_every_file_and_line(plan: Path, capsys: Capture) -> None:
    plan.write_text(plan.read_text(encoding="utf-8").replace("kind: after_class", "kind: after"), encoding="utf-8")
    (plan.parent / "office_hours.csv").write_text("from,close\n2026-05-01,18:00\n", encoding="utf-8")
    status, got = answer(capsys, str(plan))
    assert (status, got["verdict"]) == (2, "unreadable")
    assert {error["file"] for error in got["errors"]} == {"plan.yaml", "office_hours.csv"}
    names = {"file", "line", "key", "expected", "nearest", "says", "found", "column"}
    assert all(set(error) <= names for error in got["errors"])
    assert main(["check", str(plan)]) == 2
    printed = capsys.readouterr()
    assert printed.out == "" and re.search(r"plan\.yaml:\d+:\d+  windows\[0\]\.kind", printed.err)


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff", b"[" * 50_000, b"kehou: plan/1\nkehou: plan/1\n", b"a: *a", b"- x"]
)
def test_no_input_whatever_ends_in_a_traceback(plan: Path, content: bytes, capsys: Capture) -> None:
    plan.write_bytes(content)
    assert main(["check", str(plan)]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert main(["check", str(plan.parent)]) == 2
    assert main(["check", str(plan.parent / "nothing.yaml")]) == 2


def test_a_district_plan_is_checked_by_the_same_command(plan: Path, capsys: Capture) -> None:
    plan.write_text(yaml_from_document(changed(district(), "schools", [])), encoding="utf-8")
    status, got = answer(capsys, str(plan))
    assert (status, [f["rule"] for f in got["findings"]]) == (1, ["district-schools-missing"])


def test_on_judges_by_the_parameters_of_another_day(plan: Path, capsys: Capture) -> None:
    status, got = answer(capsys, str(plan), "--on", "2022-01-01")
    assert (status, [f["rule"] for f in got["findings"]]) == (1, ["before-class-offered"])
    with pytest.raises(SystemExit) as refused:
        main(["check", str(plan), "--on", "2022-02-30"])
    assert refused.value.code == 2


# kehou clause


@pytest.mark.clause("附.11")
def test_a_clause_is_followed_to_its_rules_tests_and_screens(capsys: Capture) -> None:
    assert main(["clause", "附.11"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("附.11  严禁课后服务时间学生无人看管；")
    assert "kehou/policy/rules/unattended.py" in out
    assert re.search(r"tests/cli/test_check.py:\d+ test_a_clause_is_followed_to_its_rules_tests_and_screens", out)
    assert re.search(r"templates/.*\.html:\d+", out)


def test_a_clause_that_no_rule_judges_says_so(capsys: Capture) -> None:
    assert main(["clause", "八.6"]) == 0
    assert "  rules: none: the files of a school cannot show it" in capsys.readouterr().out


def test_every_clause_has_a_line_and_an_unknown_one_names_the_nearest(capsys: Capture) -> None:
    assert main(["clause"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 60
    assert main(["clause", "附.1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["rules"][0]["rule"] == "no-filed-plan"
    assert main(["clause", "附.13"]) == 2
    assert "附.1" in capsys.readouterr().err


def test_help_names_every_command_without_loading_one(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as done:
        main(["--help"])
    assert done.value.code == 0
    out = capsys.readouterr().out
    assert all(name in out for name in ("check", "audit", "clause"))
    assert set(re.findall(r"^    ([a-z-]+)\b", out, re.M)) <= set(COMMANDS)
    with pytest.raises(SystemExit) as refused:
        main(["chek"])
    assert refused.value.code == 2
