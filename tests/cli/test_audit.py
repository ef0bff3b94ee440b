"""`kehou audit FOLDER`: what an inspector hands over and gets back."""

import json
import shutil
from pathlib import Path

import pytest

from kehou.cli import main


@pytest.fixture
def term(shared: Path, tmp_path: Path) -> Path:
    """A copy of a clean term's folder."""
    folder = tmp_path / "term"
    shutil.copytree(shared / "policy" / "cases" / "v004-clean-term-tiny", folder, copy_function=shutil.copyfile)
    folder.chmod(0o755)
    return folder


def answer(capsys, *words: str) -> tuple[int, dict]:
    status = main(["audit", *words, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_a_clean_term_conforms(term, capsys):
    assert answer(capsys, str(term)) == (
        0,
        {"policy": "wuhai-2021-92", "verdict": "conforms", "findings": [], "not_judged": []},
    )


def test_a_table_that_was_not_handed_over_is_not_judged_and_never_fine(term, capsys):
    (term / "adults.csv").unlink()
    status, got = answer(capsys, str(term))
    assert (status, got["verdict"]) == (0, "not_judged_in_part")
    assert {"rule": "unattended", "clause": "附.11", "needs": "adults.csv"} in got["not_judged"]
    assert {"rule": "adult-not-applied", "clause": "五.2", "needs": "adults.csv"} in got["not_judged"]
    assert all("adults.csv" in entry["needs"] for entry in got["not_judged"])


def test_plan_rules_come_with_the_records(term, capsys):
    plan = (term / "plan.yaml").read_text().replace("roll_call: true", "roll_call: false")
    (term / "plan.yaml").write_text(plan)
    status, got = answer(capsys, str(term))
    assert status == 1
    assert [(f["rule"], f["level"]) for f in got["findings"]] == [("safety-incomplete", "block")]


@pytest.mark.clause("三.1")
def test_the_day_asked_about_may_be_given(term, capsys):
    line = "w002,2026-09-07 20:10,,,2026-09-17,,\n"
    (term / "complaints.csv").write_text((term / "complaints.csv").read_text() + line)
    assert answer(capsys, str(term))[0] == 0  # the last session is before the answer is due
    status, got = answer(capsys, str(term), "--as-of", "2026-09-18")
    assert status == 1
    assert [(f["rule"], f["where"]) for f in got["findings"]] == [("complaint-overdue", "complaints.csv:3")]


@pytest.mark.clause("附.7")
def test_an_upheld_complaint_stands_under_the_clause_it_is_about(term, capsys):
    line = "w002,2026-09-07 20:10,附.7,,2026-09-17,2026-09-10,1\n"
    (term / "complaints.csv").write_text((term / "complaints.csv").read_text() + line)
    _, got = answer(capsys, str(term))
    assert [(f["rule"], f["clause"]) for f in got["findings"]] == [("complaint-upheld", "附.7")]


def test_what_cannot_be_read_is_told_for_every_file_and_nothing_is_judged(term, capsys):
    (term / "plan.yaml").write_text("kehou: plan/1\nblocks: []\nwindoes: []\n")
    (term / "presence.csv").write_text("session\n")
    (term / "extra.csv").write_text("")
    status, got = answer(capsys, str(term))
    assert (status, got["verdict"]) == (2, "unreadable")
    assert {error["file"] for error in got["errors"]} == {"plan.yaml", "presence.csv", "extra.csv"}
    assert "findings" not in got


def test_for_a_person_each_finding_stands_under_its_clause_with_what_would_satisfy_it(term, capsys):
    sessions = (term / "sessions.csv").read_text().replace("16:10,17:10,16:10,17:10", "16:10,17:10,16:10,17:00", 1)
    (term / "sessions.csv").write_text(sessions)
    assert main(["audit", str(term)]) == 1
    said = capsys.readouterr().out
    assert "附.5" in said
    assert "9月7日 16:10 的课应到 17:10，17:00 就结束了，早了 10 分钟，没有写原因。" in said
    assert "怎样算满足" in said


def test_no_finding_names_a_child(term, capsys):
    (term / "consents.csv").write_text((term / "consents.csv").read_text().splitlines()[0] + "\n")
    _, got = answer(capsys, str(term))
    assert got["findings"]
    for finding in got["findings"]:
        words = finding["says"] + finding["satisfied_by"] + finding["subject"]
        assert "s02" not in words
        assert "s04" not in words
