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
