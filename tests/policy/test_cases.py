"""Every case of the shared policy folder, through the console command: what an inspector would hand over and get back."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from kehou.cli import main

CASES = Path(__file__).resolve().parents[3] / "shared" / "policy" / "cases"
NAMES = sorted(path.parent.name for path in CASES.glob("*/expect.yaml")) or ["(shared cases absent)"]


def answer(case: Path, run: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    target = case / "plan.yaml" if run == "check" else case
    status = main([run, str(target), "--json"])
    return status, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", NAMES)
def test_case_gives_exactly_the_findings_expected(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    case = CASES / name
    if not case.is_dir():
        pytest.skip("../shared/policy/cases is not there")
    expect = yaml.safe_load((case / "expect.yaml").read_text(encoding="utf-8"))
    status, got = answer(case, expect["run"], capsys)
    if "error" in expect:
        assert_error(expect["error"], status, got)
        return
    found: dict[tuple[str, str], list[str]] = {}
    for finding in got.get("findings", ()):
        found.setdefault((finding["rule"], finding["clause"]), []).append(finding["where"])
    wanted = {(f["rule"], f["clause"]): f for f in expect["findings"]}
    assert set(found) == set(wanted), got.get("errors")
    for key, wheres in found.items():
        assert len(wheres) == wanted[key]["count"], key
        assert sorted(set(wheres)) == sorted(wanted[key]["where"]), key
    not_judged = {(n["rule"], n["clause"], n["needs"]) for n in got["not_judged"]}
    assert not_judged == {(n["rule"], n["clause"], n["needs"]) for n in expect["not_judged"]}
    assert not {rule for rule, _ in found} & set(expect["absent"])
    verdict = "findings" if found else "not_judged_in_part" if not_judged else "conforms"
    assert (got["verdict"], status) == (verdict, 1 if found else 0)


def assert_error(expected: dict[str, Any], status: int, got: dict[str, Any]) -> None:
    assert (status, got["verdict"]) == (2, "unreadable")
    for error in got["errors"]:
        same_place = all(error[key] == expected[key] for key in ("file", "line", "key"))
        if same_place and expected.get("expected", "") in error["expected"]:
            return
    raise AssertionError(f"{expected} not among {got['errors']}")
