"""A pack that is broken is refused when it is loaded: everything that is wrong with it at once, each by file and line."""

import re
import shutil
from pathlib import Path

import pytest

from kehou.cli import main
from kehou.policy.pack import PACKS_FOLDER, known_packs, load_pack, load_packs
from kehou.policy.pack_reading import PackError

BASE, OVERLAY = "wuhai-2021-92", "national-2023-12"
HEAD, EARLY, HOURS = "pack.yaml", "clauses/fu05.yaml", "clauses/liu1.yaml"


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    shutil.copytree(PACKS_FOLDER / BASE, tmp_path / BASE)
    shutil.copytree(PACKS_FOLDER / OVERLAY, tmp_path / OVERLAY)
    return tmp_path


def damage(path: Path, old: str, new: str) -> int:
    """Replace the first `old`; returns the line it stands on."""
    before, after = path.read_text(encoding="utf-8").split(old, 1)
    path.write_text(before + new + after, encoding="utf-8")
    return before.count("\n") + 1


CLAUSE_LIST = 10
"""Line of pack.yaml on which the list of clause files begins."""
FAULTS = [
    # (fault, file, what was there, what is there now, lines below it (None: at the list of clauses), key: expected)
    ("unknown rule", EARLY, "rule: early-end,", "rule: early-ending,", 0, "rules[0].rule: expected a rule of policy/rules/"),
    ("bad date", EARLY, "valid_from: 2021-09-16", "valid_from: 2021-09-31", 0, "valid_from: expected YYYY-MM-DD"),
    ("bad date in its head", HEAD, "issued: 2021-09-16", "issued: 2021-13-16", 0, "issued: expected YYYY-MM-DD"),
    ("two values for one date", HOURS, "valid_from: 2023-12-27", "valid_from: 2021-09-16", 0, "valid_from: expected a later"),
    ("values out of order", HOURS, "valid_from: 2023-12-27", "valid_from: 2020-01-01", 0, "valid_from: expected a later"),
    ("no reference", EARLY, "      source: default\n", "", -3, "early_tolerance[0].source: expected a value"),
    ("a reference left empty", EARLY, "source: default", 'source: " "', 0, "source: expected text"),
    ("unknown key", EARLY, "source: default", "origin: default", 0, "origin: expected "),
    ("unknown level", EARLY, "level: sign", "level: error", 0, "level: expected block, find, sign"),
    ("unknown proof", EARLY, "proof: [find]", "proof: [seen]", 0, "proof: expected block, find, do"),
    ("unknown kind", HEAD, "kind: base", "kind: law", 0, "kind: expected base, overlay"),
    ("unknown unit", EARLY, '"minutes, inclusive"', '"minuets, inclusive"', 0, "unit: expected one of these first: minutes"),
    ("unknown figure", EARLY, "early_tolerance:", "early_tolerence:", 0, "parameters.early_tolerence: expected early_tolerance"),
    ("another document", EARLY, "提前结束", "提早结束", 0, "text: expected words of the document"),
    ("another line", EARLY, "line: 95", "line: 96", 0, "line: expected the line where the text begins"),
    ("missing text", EARLY, "text: 不得违反规定时间提前结束课后服务；\n", "", -2, "text: expected a value"),
    ("misspelt key", EARLY, "proof:", "prof:", 0, "prof: expected proof"),
    ("YAML fault", EARLY, "early-end, level: find}", "early-end, level: find]", 0, "file: expected valid YAML"),
    ("words for a number", HOURS, "value: 3\n", 'value: "three"\n', 0, "value: expected a whole number"),
    ("a number for yes or no", HOURS, "value: true", "value: 1", 0, "value: expected true or false"),
    ("a time with a dot", "clauses/liu4.yaml", '"20:30"', '"20.30"', 0, 'value: expected "HH:MM"'),
    ("a time without quotes", "clauses/liu4.yaml", '"20:30"', "2030", 0, 'value: expected "HH:MM"'),
    ("money without fen", "clauses/er2.yaml", '"600.00"', '"600"', 0, 'value: expected "60.00"'),
    ("no day of every year", "clauses/ba1.yaml", '"09-20"', '"02-29"', 0, 'value: expected "MM-DD"'),
    ("two clauses of one id", EARLY, "id: 附.5", "id: 附.4", 0, "id: expected an id of its own"),
    ("a clause listed twice", HEAD, "- fu12", "- fu11\n  - fu12", None, "clauses: expected each file of clauses/ once"),
    ("a clause not listed", HEAD, "  - fu12\n", "", None, "clauses: expected each file of clauses/ once"),
    ("another folder's name", HEAD, "id: wuhai-2021-92", "id: wuhai", 0, "id: expected wuhai-2021-92"),
    ("no document", HEAD, "text: document.txt", "text: notice.txt", 0, "text: expected a text file of the pack"),
    ("figures as a list", EARLY, "parameters:\n", "parameters: [early]\nodd:\n", 0, "parameters: expected a mapping"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "below", "expected"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS]
)
def test_a_broken_pack_is_refused_naming_file_and_line(
    packs: Path, file: str, old: str, new: str, below: int | None, expected: str
) -> None:
    path = packs / BASE / file
    at = damage(path, old, new)
    line = CLAUSE_LIST if below is None else at + below
    with pytest.raises(PackError) as refused:
        load_pack(BASE, packs)
    lines = str(refused.value).splitlines()
    assert any(one.startswith(f"{path}:{line}: ") and expected in one for one in lines), lines
    assert all(re.search("[一-鿿]", error.says) for error in refused.value.errors)


def test_one_pass_finds_every_fault_of_every_file_and_pack(packs: Path) -> None:
    faults = [
        fault for fault in FAULTS if fault[0] in ("bad date", "unknown kind", "another line", "bad date in its head")
    ]
    faults += [fault for fault in FAULTS if fault[0] in ("two values for one date", "a time with a dot")]
    for _, file, old, new, _, _ in faults:
        damage(packs / BASE / file, old, new)
    damage(packs / OVERLAY / "clauses" / "guo1.yaml", "level: block", "level: stop")
    with pytest.raises(PackError) as refused:
        load_packs((BASE, OVERLAY), packs)
    said = str(refused.value)
    assert all(expected in said for *_, expected in faults)
    assert f"{packs / OVERLAY / 'clauses' / 'guo1.yaml'}:6: rules[0].level" in said
    assert len(refused.value.errors) == len(faults) + 1


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("      most: 10\n", ""),
        ("      most: 10\n", "      most: 4\n"),  # the value itself is outside
        ("      most: 10\n", "      most: {share: 10}\n"),
        ("      least: {share: 5, sessions: 10}\n", "      least: {share: 5}\n"),
        ("      least: {share: 5, sessions: 10}\n", "      least: 5\n"),
    ],
)
def test_a_figure_left_to_the_district_without_bounds_around_it_is_refused(packs: Path, was: str, becomes: str) -> None:
    damage(packs / BASE / EARLY, was, becomes)
    with pytest.raises(PackError, match=r"fu05.yaml:\d+: parameters.early_.*district_may_set: expected least and most"):
        load_pack(BASE, packs)


def test_a_clause_file_that_is_not_there_and_a_pack_that_is_not_there_are_refused(packs: Path) -> None:
    extra = packs / BASE / "clauses" / "fu13.yaml"
    shutil.copy(packs / BASE / "clauses" / "fu12.yaml", extra)
    with pytest.raises(PackError, match=r"pack.yaml:\d+: clauses: .*fu13"):
        load_pack(BASE, packs)
    extra.unlink()
    (packs / BASE / "clauses" / "fu12.yaml").unlink()
    with pytest.raises(PackError, match="fu12"):
        load_pack(BASE, packs)
    with pytest.raises(PackError, match=r"no-such-city/pack.yaml:0: file: expected a YAML file"):
        load_pack("no-such-city", packs)


def test_two_values_of_one_figure_in_two_clauses_are_refused(packs: Path) -> None:
    path = packs / BASE / "clauses" / "fu12.yaml"
    extra = "parameters:\n  early_tolerance:\n    - {value: 1, unit: minutes, valid_from: 2021-09-16, source: x}\n"
    path.write_text(path.read_text(encoding="utf-8") + extra, encoding="utf-8")
    with pytest.raises(PackError, match=r"fu12.yaml:\d+: parameters.early_tolerance: expected each figure once"):
        load_pack(BASE, packs)


def test_an_overlay_may_not_repeat_a_clause_or_a_figure_of_its_base(packs: Path) -> None:
    path = packs / OVERLAY / "clauses" / "guo1.yaml"
    damage(path, "id: 国.1", "id: 附.2")
    path.write_text(path.read_text(encoding="utf-8").replace("national_2023:", "same_device:"), encoding="utf-8")
    with pytest.raises(PackError) as refused:
        load_packs((BASE, OVERLAY), packs)
    assert {error.says for error in refused.value.errors} >= {
        f"{name} 已经写在 {BASE} 里" for name in ("附.2", "same_device")
    }


def test_a_rule_bound_without_the_figure_it_reads_is_refused_and_not_stumbled_over_later(packs: Path) -> None:
    path = packs / BASE / "clauses" / "liu4.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("parameters:")], encoding="utf-8")
    load_pack(BASE, packs)
    with pytest.raises(PackError) as refused:
        load_packs((BASE,), packs)
    missing = {error.expected for error in refused.value.errors}
    assert missing == {"a value of evening_end_junior", "a value of evening_release_tolerance"}


def test_a_clause_that_yields_to_one_that_is_not_there_is_refused(packs: Path) -> None:
    damage(packs / BASE / HOURS, "clause: 国.1", "clause: 国.9")
    load_packs((BASE,), packs)  # the notice is not at hand
    with pytest.raises(PackError, match=r"liu1.yaml:\d+: yields_to: expected a clause of that pack"):
        load_packs((BASE, OVERLAY), packs)


def test_a_broken_pack_stops_the_commands_with_its_file_and_line_and_no_traceback(
    packs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    city = packs / "other-2025-1"
    shutil.move(packs / BASE, city)
    shutil.rmtree(packs / OVERLAY)
    damage(city / HEAD, "id: wuhai-2021-92", "id: other-2025-1")
    line = damage(city / EARLY, "level: sign", "level: error")
    plan = tmp_path / "plan.yaml"
    plan.write_text("kehou: plan/1\npolicy: other-2025-1\n", encoding="utf-8")
    monkeypatch.setenv("KEHOU_PACKS", str(packs))
    for words in (["check", str(plan)], ["audit", str(tmp_path)], ["clause"]):
        assert main(words) == 2
        assert f"{city / EARLY}:{line}" in capsys.readouterr().err


def test_a_folder_of_packs_that_is_not_there_is_told_and_not_taken_for_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KEHOU_PACKS", str(tmp_path / "packz"))
    (tmp_path / "plan.yaml").write_text("kehou: plan/1\npolicy: wuhai-2021-92\n", encoding="utf-8")
    assert main(["check", str(tmp_path / "plan.yaml")]) == 2
    assert "packz" in (said := capsys.readouterr().err) and "KEHOU_PACKS 写的文件夹不存在" in said


def test_a_pack_that_stands_in_two_places_is_refused(packs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEHOU_PACKS", str(packs))
    assert known_packs() == (OVERLAY, BASE)
    with pytest.raises(PackError, match="有两份政策都叫 wuhai"):
        load_packs((BASE,))
