"""A third, invented city is a folder: other hours, fees, quorum and dates, one rule switched off, and not a line of code."""

import json
import os
import re
import subprocess
import sys
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from kehou.cli import main
from kehou.policy.check import judge
from kehou.policy.exchange.plan_writing import yaml_from_document
from kehou.policy.exchange.plan_yaml import plan_from_document
from kehou.policy.facts.plan import Plan
from kehou.policy.facts.records import OfficeHours
from kehou.policy.facts.term import TermFacts
from kehou.policy.pack import PACKS_FOLDER, Law, load_packs
from kehou.policy.rule import all_rules
from tests.policy.promise import CLOSING, edited, promise, vote

CITIES = Path(__file__).parent / "cities"
WUHAI, YUNDU, NATIONAL = "wuhai-2021-92", "yundu-2025-8", "national-2023-12"
OURS = load_packs((WUHAI,))
THEIRS = load_packs((YUNDU,), CITIES)
TERM = date(2026, 8, 31)
Capture = pytest.CaptureFixture[str]


def found(document: dict[str, Any], law: Law, *, closing: tuple[OfficeHours, ...] = CLOSING) -> set[str]:
    """Rules that speak; the plan is read as a plan of the first city, and judged by the law that is handed in."""
    plan, errors = plan_from_document(document)
    assert isinstance(plan, Plan) and not errors, errors
    facts = TermFacts(plan=plan, office_hours=closing, holiday_surveys=())
    return {finding.rule for finding in judge(facts, law).findings}


LAWFUL_HERE = edited(promise(), fees__term_cap={"primary": "240.00"}, committee__meetings=[vote(date="2026-08-26")])
DIFFERENCES = [
    # (what the plan says, the rules that then speak here, the rules that then speak in the other city)
    ("nothing unusual", {}, set(), set()),
    ("70 minutes a day", {"windows.0.end": "17:20"}, {"service-two-hours"}, set()),
    ("a cap of ¥300", {"fees.term_cap": {"primary": "300.00"}}, set(), {"fee-over-ceiling"}),
    ("filed on 11 September", {"filed": "2026-09-11"}, set(), {"filed-late"}),
    ("7 of 11 at the meeting", {"committee.quorum": 6, "present": 7}, set(), {"committee-vote-invalid"}),
    ("8 of 11 at the meeting", {"committee.quorum": 6, "present": 8}, set(), set()),
    ("fees by the term", {"fees.basis": "term"}, {"fee-not-monthly"}, set()),
    ("55 % for teachers", {"fees.use": {"teacher_pay": 55, "running": 45}}, set(), {"fee-use"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("edits", "ours", "theirs"), [row[1:] for row in DIFFERENCES], ids=[row[0] for row in DIFFERENCES]
)
def test_one_plan_under_two_laws_differs_where_the_laws_differ(
    edits: dict[str, Any], ours: set[str], theirs: set[str]
) -> None:
    changes = {place.replace(".", "__"): value for place, value in edits.items() if place != "present"}
    if "present" in edits:
        changes["committee__meetings"] = [vote(present=edits["present"], **{"for": edits["present"]}, abstain=0)]
    document = edited(LAWFUL_HERE, **changes)
    if "windows__0__end" in changes:
        document["blocks"] = [
            block | {"start": "16:10", "end": "17:00"} if block["content"] != "menu" else block | {"start": "17:00", "end": "17:20"}
            for block in document["blocks"]
        ]  # fmt: skip
    closing = (OfficeHours(date(2026, 5, 1), time.fromisoformat(document["windows"][0]["end"])),)
    assert (found(document, OURS, closing=closing), found(document, THEIRS, closing=closing)) == (ours, theirs)


def test_a_plan_may_end_earlier_before_closing_where_the_law_allows_it() -> None:
    closing = (OfficeHours(date(2026, 5, 1), time(18, 30)),)
    assert found(LAWFUL_HERE, OURS, closing=closing) == {"end-meets-closing"}
    assert found(LAWFUL_HERE, THEIRS, closing=closing) == set()


def test_the_rule_that_this_city_leaves_out_is_the_only_one_it_does_not_bind() -> None:
    bound = {binding.rule for binding in THEIRS.bindings(TERM)}
    ours = {binding.rule for binding in OURS.bindings(TERM)}
    assert ours - bound == {"one-package"} and bound <= ours
    alike = promise(1, 2, 3, 7)  # primary and junior with one and the same package
    for block in alike["blocks"]:
        if block["content"] != "menu":
            block["content"] = ["reading", "homework"]
    for course in alike["courses"]:
        course["grades"] = [1, 2, 3, 7]
    alike["blocks"] = [b | {"grades": [1, 2, 3, 7]} for b in (alike["blocks"][0], alike["blocks"][1])]
    alike["courses"] = alike["courses"][:5]
    assert "one-package" in found(alike, OURS) and "one-package" not in found(alike, THEIRS)


def test_figures_are_the_other_citys_own_in_what_is_said() -> None:
    plan, _ = plan_from_document(edited(LAWFUL_HERE, fees__term_cap={"primary": "300.00"}))
    report = judge(TermFacts(plan=plan, office_hours=CLOSING, holiday_surveys=()), THEIRS)
    says = [finding.says + finding.satisfied_by for finding in report.findings]
    assert [(finding.clause, "¥240.00" in text) for finding, text in zip(report.findings, says, strict=True)] == [
        ("第十二条", True)
    ]


def test_the_national_notice_stands_over_this_city_too(capsys: Capture, tmp_path: Path) -> None:
    document = promise(policy=[YUNDU, NATIONAL], fees=LAWFUL_HERE["fees"] | {"collected_by": "committee"})
    status, words = checked(capsys, tmp_path, document)
    assert status == 1
    assert "国.2（四部门通知）  不得通过家长委员会、第三方机构等收取课后服务费。" in words
    assert "云渡课后服务办法 第十二条 和 四部门通知 国.2 在“由谁来收费”上不一致，2025年7月1日起按后者。" in words


def checked(capsys: Capture, folder: Path, document: dict[str, Any], *more: str) -> tuple[int, str]:
    path = folder / "plan.yaml"
    path.write_text(yaml_from_document(document), encoding="utf-8")
    status = main(["check", str(path), "--packs", str(CITIES), *more])
    return status, capsys.readouterr().out


def test_the_command_line_is_told_where_the_city_is_and_forgets_it(capsys: Capture, tmp_path: Path) -> None:
    document = LAWFUL_HERE | {"policy": YUNDU}
    assert checked(capsys, tmp_path, document, "--json")[0] == 0
    assert "KEHOU_PACKS" not in os.environ
    assert main(["check", str(tmp_path / "plan.yaml"), "--json"]) == 2
    [error] = json.loads(capsys.readouterr().out)["errors"]
    assert (error["line"], error["key"]) == (2, "policy")
    with pytest.raises(SystemExit) as stopped:
        main(["check", str(tmp_path / "plan.yaml"), "--packs", str(tmp_path / "nowhere")])
    assert stopped.value.code == 2
    assert "没有这个文件夹" in capsys.readouterr().err


def test_a_process_of_its_own_finds_the_city_by_the_environment(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(yaml_from_document(LAWFUL_HERE | {"policy": YUNDU}), encoding="utf-8")
    command = [sys.executable, "-m", "kehou.cli", "audit", str(tmp_path), "--json"]
    done = subprocess.run(command, env=os.environ | {"KEHOU_PACKS": str(CITIES)}, capture_output=True, text=True)
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["policy"], answer["findings"]) == (0, YUNDU, [])
    assert {entry["clause"] for entry in answer["not_judged"]} <= set(THEIRS.clauses)


def test_no_line_of_code_knows_this_city() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in PACKS_FOLDER.parent.rglob("*.py"))
    assert not re.search("yundu|云渡", code)
    assert {binding.rule for binding in THEIRS.bindings(TERM)} <= set(all_rules())
