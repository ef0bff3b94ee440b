"""A disk that fills up, a run cut off and started again: no half result ever looks whole."""

import errno
import os
from pathlib import Path

import pytest

from kehou import cli

from .folders import write_folder

RESULT = ("seats.csv", "why.csv", "waiting.csv", "certificate.json")


@pytest.mark.parametrize("written", range(4))
def test_a_disk_that_fills_up_leaves_no_certificate_and_the_next_run_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """written: files that still fit. A result of an earlier run does not pass for this one's either."""
    folder, out = write_folder(tmp_path / "round"), tmp_path / "out"
    assert cli.main(["allocate", str(folder), "--out", str(out)]) == 0
    whole = {name: (out / name).read_bytes() for name in RESULT}
    left = [written]

    def full(_: int) -> None:
        if not left[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        left[0] -= 1

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        assert cli.main(["allocate", str(folder), "--out", str(out)]) == 2
    assert "没有留下证书" in capsys.readouterr().err
    assert not (out / "certificate.json").exists()
    assert not list(out.glob("*.part"))
    assert cli.main(["allocate", str(folder), "--out", str(out)]) == 0
    assert {name: (out / name).read_bytes() for name in RESULT} == whole


def test_two_children_with_one_number_are_served_in_the_order_of_their_codes(tmp_path: Path) -> None:
    students = "student,grade,group,lottery\nbob,1,1,5\nann,1,1,5\ncas,1,1,9\ndan,1,1,9\neve,1,1,9\n"
    wishes = "student,rank,section\nbob,1,chess\nann,1,chess\n"
    folder = write_folder(tmp_path / "round", students_csv=students, wishes_csv=wishes)
    assert cli.main(["allocate", str(folder), "--out", str(folder)]) == 0
    assert (folder / "seats.csv").read_text("utf-8").splitlines()[1:] == ["ann,chess,1,order"]
    assert cli.main(["verify", str(folder)]) == 0


def test_many_folders_give_what_each_gives_alone_and_a_bad_one_spoils_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Among them one in the order of its columns, one with claims, one with a fault."""
    claims = {"priorities_csv": "section,student,class\nchess,bob,1\n"}
    changes = [{}, claims, {"students_csv": "student\nann\nann\n"}, {"round_yaml": "mode: rotating-draw\nseed: 8\n"}]
    folders = [write_folder(tmp_path / "in" / f"school{n}", **change) for n, change in enumerate(changes)]
    together, alone = tmp_path / "together", tmp_path / "alone"
    assert cli.main(["allocate", *map(str, folders), "--out", str(together)]) == 2
    said = capsys.readouterr()
    assert [line.split("：")[0] for line in said.out.splitlines()] == ["school0", "school1", "school3"]
    assert "school2/students.csv:3 student" in said.err
    assert not (together / "school2").exists()
    for folder in (folders[0], folders[1], folders[3]):
        assert cli.main(["allocate", str(folder), "--out", str(alone / folder.name)]) == 0
        for name in RESULT:
            assert (together / folder.name / name).read_bytes() == (alone / folder.name / name).read_bytes()


def test_two_folders_of_one_name_are_refused_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = [write_folder(tmp_path / town / "school") for town in ("east", "west")]
    assert cli.main(["allocate", *map(str, folders), "--out", str(tmp_path / "out")]) == 2
    assert "同名" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_changed_while_it_is_read_is_refused_by_the_name_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody saves the wishes while the tables before them are read."""
    folder, read = write_folder(tmp_path / "round"), Path.read_bytes
    saved = []

    def reading(path: Path) -> bytes:
        content = read(path)
        if path.name == "wishes.csv":
            saved.append(content)
            path.write_bytes(content + b"dan,2,chess,\n" * (len(saved) == 1) + b"\n")
        return content

    with monkeypatch.context() as busy:
        busy.setattr(Path, "read_bytes", reading)
        assert cli.main(["allocate", str(folder), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said.startswith("wishes.csv") and "读的时候" in said
    assert not (tmp_path / "out").exists()
    assert cli.main(["allocate", str(folder), "--out", str(tmp_path / "out")]) == 0


@pytest.mark.parametrize("reached", [0, 2, 3])
def test_killed_while_writing_it_leaves_no_certificate_and_the_next_run_is_whole(tmp_path: Path, reached: int) -> None:
    """reached: files finished before the process is gone, in the middle of one; an earlier result lies there already."""
    folder, out = write_folder(tmp_path / "round"), tmp_path / "out"
    command = ["allocate", str(folder), "--out", str(out)]
    assert cli.main(command) == 0
    whole = {name: (out / name).read_bytes() for name in RESULT}
    child = os.fork()
    if not child:
        left = [reached]

        def dies(_: int) -> None:
            if not left[0]:
                os._exit(9)
            left[0] -= 1

        os.fsync = dies
        cli.main(command)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert not (out / "certificate.json").exists()
    assert len(list(out.glob("*.part"))) == 1
    assert cli.main(command) == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == whole
