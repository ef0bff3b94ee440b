"""Bad days of files: a full disk, nothing at all, one of everything, one number twice."""

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kehou.cli import main
from tests.engines.allocation.folders import write_folder
from tests.house.reading import ROOT

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def term(shared: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "term"
    shutil.copytree(shared / "policy" / "cases" / "v023-unattended", folder, copy_function=shutil.copyfile)
    folder.chmod(0o755)
    return folder


# the law


@pytest.mark.parametrize("form", ["words", "json", "sarif", "html"])
@pytest.mark.parametrize("command", ["check", "audit"])
def test_a_disk_that_fills_up_leaves_the_answer_of_before_whole(
    term: Path, monkeypatch: pytest.MonkeyPatch, command: str, form: str, capsys: Capture
) -> None:
    out = term.parent / "answer"
    asked = [command, str(term / "plan.yaml" if command == "check" else term), "--format", form, "--out", str(out)]
    assert main(asked) in (0, 1)
    before, beside = out.read_bytes(), sorted(term.parent.iterdir())

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        assert main(asked) == 2
    assert f"写不到 {out}" in capsys.readouterr().err
    assert out.read_bytes() == before and sorted(term.parent.iterdir()) == beside
    assert main(asked) in (0, 1) and out.read_bytes() == before


def keep_rows(folder: Path, rows: int) -> None:
    for table in folder.glob("*.csv"):
        table.write_bytes(b"".join(table.read_bytes().splitlines(keepends=True)[: rows + 1]))


def test_tables_without_a_row_are_a_term_in_which_nothing_happened(term: Path, capsys: Capture) -> None:
    """No student, no section, no lesson: nothing to find. A file without even a header is no table."""
    keep_rows(term, 0)
    assert main(["audit", str(term)]) == 0
    assert "符合" in capsys.readouterr().out
    (term / "students.csv").write_bytes(b"")
    assert main(["audit", str(term)]) == 2
    assert "students.csv" in capsys.readouterr().err


def test_one_row_of_everything_is_answered_in_words(term: Path, capsys: Capture) -> None:
    """Rows that point at rows which are not there are named, each with its line; a term is not guessed from the rest."""
    keep_rows(term, 1)
    assert main(["audit", str(term)]) in (1, 2)
    assert "Traceback" not in capsys.readouterr().err


def test_two_students_with_one_code_are_refused_where_the_second_stands(term: Path, capsys: Capture) -> None:
    students = term / "students.csv"
    lines = students.read_text("utf-8").splitlines()
    code = lines[1].split(",")[0]
    students.write_text("\n".join([*lines, lines[1].replace(f"{code},", f"{code},9", 1)]) + "\n", "utf-8")
    assert main(["audit", str(term)]) == 2
    said = capsys.readouterr().err
    assert f"students.csv:{len(lines) + 1}:1" in said and "前面已经有了" in said


# the draw

HEADS = {
    "students_csv": "student,grade,group\n",
    "wishes_csv": "student,rank,section\n",
    "sections_csv": "section,slots,capacity\n",
}
MANY = "".join(f"c{n},1,\n" for n in range(50))
ALL_FOR_ONE = "".join(f"c{n},1,chess\n" for n in range(50))


@pytest.mark.parametrize(
    ("sections", "students", "wishes", "seats", "waiting"),
    [
        ("", "", "", 0, 0),
        ("", "c0,1,\n", "", 0, 0),
        ("chess,mon,3\n", "", "", 0, 0),
        ("chess,mon,3\n", "c0,1,\n", "", 0, 0),
        ("chess,mon,1\n", "c0,1,\n", "c0,1,chess\n", 1, 0),
        ("chess,mon,3\nclay,mon,20\n", MANY, ALL_FOR_ONE, 3, 47),
        ("chess,mon,0\n", MANY, ALL_FOR_ONE, 0, 50),
        ("chess,mon tue,0\n", MANY, ALL_FOR_ONE, 0, 50),
    ],
    ids=["nothing", "no section", "no student", "no wish", "one", "all for one", "capacity 0", "capacity 0, two days"],
)
@pytest.mark.parametrize("mode", ["rotating-draw", "week-fair", "draft", "fair-gate"])
def test_the_smallest_and_the_most_crowded_rounds_are_drawn_and_checked(
    tmp_path: Path, mode: str, sections: str, students: str, wishes: str, seats: int, waiting: int, capsys: Capture
) -> None:
    folder = write_folder(
        tmp_path / "round",
        round_yaml=f"mode: {mode}\nseed: 7\n",
        sections_csv=HEADS["sections_csv"] + sections,
        students_csv=HEADS["students_csv"] + students,
        wishes_csv=HEADS["wishes_csv"] + wishes,
    )
    assert main(["allocate", str(folder), "--out", str(folder)]) == 0, capsys.readouterr().err
    rows = {name: (folder / name).read_text("utf-8").count("\n") - 1 for name in ("seats.csv", "waiting.csv")}
    assert rows == {"seats.csv": seats, "waiting.csv": waiting}
    assert main(["verify", str(folder)]) == 0, capsys.readouterr().out
    assert main(["compare", str(folder)]) == 0
    if mode == "rotating-draw":
        checked = subprocess.run([sys.executable, ROOT / "docs" / "verify.py", folder], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stdout + checked.stderr
