"""`kehou roll`."""

import argparse
from pathlib import Path

import pytest

from kehou.commands import roll
from kehou.gateways.sheets import read_table
from kehou.people.roll.columns import ROLL_COLUMNS


def kehou_roll(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    roll.add_arguments(parser)
    return roll.run(parser.parse_args(arguments))


def test_it_writes_the_pupils_it_was_asked_for_and_the_staff(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, staff = tmp_path / "roll.csv", tmp_path / "staff.xlsx"
    assert kehou_roll("--school", "2115000017", "--pupils", "90", "--out", str(out), "--staff", str(staff)) == 0
    assert len(read_table(out.read_bytes(), headers=ROLL_COLUMNS)) == 90
    assert staff.exists()
    assert "90 名学生，6 个班" in capsys.readouterr().out


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx", "c.xlsx"):
        seed = "8" if name == "c.xlsx" else "7"
        assert (
            kehou_roll("--school", "2115000017", "--pupils", "30", "--seed", seed, "--out", str(tmp_path / name)) == 0
        )
    a, b, c = ((tmp_path / name).read_bytes() for name in ("a.xlsx", "b.xlsx", "c.xlsx"))
    assert a == b != c


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--school", "21", "--pupils", "5", "--out", "r.csv"], "十位数字"),
        (["--school", "5115000017", "--pupils", "5", "--out", "r.csv"], "--stages"),
        (["--school", "2115000017", "--pupils", "-1", "--out", "r.csv"], "--pupils"),
        (["--school", "2115000017", "--pupils", "5", "--out", "r.txt"], ".xlsx 或 .csv"),
        (["--school", "2115000017", "--pupils", "5", "--out", "no/such/folder/r.csv"], "No such file"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    arguments: list[str], word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert kehou_roll(*arguments) == 2
    error = capsys.readouterr().err
    assert word in error and error.count("\n") == 1
