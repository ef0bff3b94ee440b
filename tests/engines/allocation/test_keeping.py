"""`kehou freeze`: a district that runs another system keeps, freezes, draws and publishes a round as ours are."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kehou import cli
from kehou.engines.allocation import drawlog, keeping

INDEPENDENT = Path(__file__).parents[3] / "docs" / "verify.py"
DICE = "3 5 1 6 6 2"
NAMES = [f"2026-{n:03d}/王" for n in range(12)]
TABLES = {
    "slots.csv": "slot,order\nmon,1\ntue,2\n",
    "sections.csv": "section,slots,capacity,minimum\nchess,mon,3,0\nclay,mon,9,0\nball,tue,4,0\n",
    "students.csv": "student,group\n" + "".join(f"{id},{1 if n == 0 else 2}\n" for n, id in enumerate(NAMES)),
    "wishes.csv": "student,rank,section\n"
    + "".join(f"{id},{k},{own}\n" for id in NAMES for k, own in enumerate(("chess", "clay", "ball"), 1)),
    "held.csv": f"student,section\n{NAMES[5]},chess\n",
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "秋季选课"
    folder.mkdir()
    for name, text in {"round.yaml": "mode: rotating-draw\nkeep: true\n", **TABLES}.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def step(source: Path, *words: str) -> int:
    return cli.main(["freeze", str(source), "--out", str(source.parent / "kept"), *words])


def checked(folder: Path, *receipts: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-I", "-S", str(INDEPENDENT), str(folder), *map(str, receipts)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


@pytest.mark.invariant("I2")
def test_committed_frozen_and_drawn_from_files_it_is_right_for_whoever_looks(source: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    assert [step(source, "--commit"), step(source), step(source, "--draw", DICE)] == [0, 0, 0]
    assert cli.main(["verify", str(kept / "round")]) == 0
    receipts = sorted((kept / "receipts").glob("*.json"))
    assert len(receipts) == len(NAMES)
    for folder in (kept / "round", kept / "public"):
        answer = checked(folder, *receipts)
        assert (answer.returncode, answer.stdout[:5]) == (0, "right"), answer
    public = "".join(path.read_text("utf-8") for path in (kept / "public").iterdir())
    codes = [row.split(",")[1] for row in (kept / "names.csv").read_text("utf-8").splitlines()[1:]]
    assert not any(name in public for name in (*NAMES, *codes, "王", '"group"'))
    assert (kept / "secret.json").stat().st_mode & 0o077 == 0
    log = drawlog.read((kept / "public" / drawlog.FILE).read_text("utf-8"))
    assert (log[0]["options"]["keep"], log[2]["public"]) == (True, DICE)


def test_each_step_is_done_once_and_in_its_turn(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, says in (
        ((), "还没有定种子"),
        (("--commit",), ""),
        (("--commit",), "只定一次"),
        (("--draw", DICE), "先封存志愿"),
        ((), ""),
        ((), "已经封存过"),
        (("--draw", DICE), ""),
        (("--draw", "1 1 1 1 1 1"), "不能再摇"),
    ):
        assert step(source, *words) == (2 if says else 0)
        assert says in capsys.readouterr().err


def test_a_changed_secret_a_clock_set_back_and_other_rules_draw_nothing(source: Path, tmp_path: Path) -> None:
    kept, at = tmp_path / "kept", "2026-09-0{}T08:00:00+08:00".format
    keeping.commit(source, kept, at(2))
    with pytest.raises(keeping.OutOfTurn, match="时钟"):
        keeping.freeze(source, kept, at(1))
    (source / "round.yaml").write_text("mode: draft\n", "utf-8")
    assert step(source) == 2
    (source / "round.yaml").write_text("mode: rotating-draw\nkeep: true\n", "utf-8")
    keeping.freeze(source, kept, at(3))
    with pytest.raises(keeping.OutOfTurn, match="时钟"):
        keeping.draw(kept, DICE, at(2))
    own = json.loads((kept / "secret.json").read_text("utf-8"))
    (kept / "secret.json").write_text(json.dumps(own | {"secret": "luckier"}), "utf-8")
    with pytest.raises(keeping.OutOfTurn, match="对不上"):
        keeping.draw(kept, DICE, at(4))
    assert not (kept / "round" / "seats.csv").exists()


def test_numbers_or_a_secret_written_before_are_refused_with_everything_else_that_is_wrong(
    source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert step(source, "--commit") == 0
    (source / "students.csv").write_text(
        "student,lottery\n" + "".join(f"{id},{n}\n" for n, id in enumerate(NAMES, 1)), "utf-8"
    )
    assert step(source) == 2
    assert "号由种子摇出" in capsys.readouterr().err
    (source / "round.yaml").write_text("mode: rotating-draw\nseed: ours\nkeep: 3\n", "utf-8")
    assert step(source) == 2
    said = capsys.readouterr().err
    assert "种子由这个命令定" in said
    assert "round.yaml:3 keep" in said
