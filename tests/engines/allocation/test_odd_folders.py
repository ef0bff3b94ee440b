"""Folders as schools write them: what is certain is read, and docs/verify.py reads it the same way."""

import csv
import runpy
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from kehou import cli
from kehou.engines.allocation import Wish, draw, spec, tables
from kehou.engines.allocation.folder import read_folder
from kehou.engines.allocation.frozen import folder_texts
from kehou.engines.allocation.settings import Settings
from kehou.engines.allocation.tables import BadFolder

from .folders import write_folder
from .rounds import random_round

INDEPENDENT = Path(__file__).parents[3] / "docs" / "verify.py"

TWO_DAYS = {
    "slots_csv": "slot\nmon\ntue\nwed\n",
    "sections_csv": "section,slots,capacity\nband,mon tue,2\nchess,mon,1\nball,tue,1\nclay,wed,1\nrobots,tue wed,1\n",
    "students_csv": "student,lottery,quota\nann,1,\nbob,2,\n",
}


def faults(path: Path, **changes: str) -> list[str]:
    with pytest.raises(BadFolder) as bad:
        read_folder(write_folder(path, **changes))
    return [str(fault) for fault in bad.value.faults]


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Draw a folder and have both checkers find it right."""

    def draw_and_check(path: Path) -> None:
        assert cli.main(["allocate", str(path), "--out", str(path)]) == 0
        assert cli.main(["verify", str(path)]) == 0
        monkeypatch.setattr(sys, "argv", [str(INDEPENDENT), str(path)])
        with pytest.raises(SystemExit) as ended:
            runpy.run_path(str(INDEPENDENT), run_name="__main__")
        assert ended.value.code == 0

    return draw_and_check


class TestEqualRanks:
    """Decisions: equal-ranks.md."""

    def test_lists_numbered_day_by_day_are_read_where_no_wish_costs_its_equal(
        self, tmp_path: Path, checked: Callable[[Path], None]
    ) -> None:
        wishes = "student,rank,section\nann,1,chess\nann,1,ball\nann,1,clay\nann,2,band\nbob,1,clay\nbob,1,band\n"
        path = write_folder(tmp_path, **TWO_DAYS, wishes_csv=wishes)
        seats = {(seat.student, seat.section) for seat in spec.allocate(read_folder(path).round).seats}
        assert seats == {("ann", "ball"), ("ann", "chess"), ("ann", "clay"), ("bob", "band")}
        checked(path)

    @pytest.mark.parametrize("other", ["chess", "robots"])
    def test_two_that_cannot_both_be_had_need_an_order(self, tmp_path: Path, other: str) -> None:
        wishes = f"student,rank,section\nann,1,band\nann,1,{other}\n"
        (fault,) = faults(tmp_path, **TWO_DAYS, wishes_csv=wishes)
        assert fault.startswith("wishes.csv:3 rank")

    def test_a_child_that_may_not_have_all_of_its_days_has_to_say_which_comes_first(self, tmp_path: Path) -> None:
        bound = {**TWO_DAYS, "students_csv": "student,lottery,quota\nann,1,2\nbob,2,\n"}
        wishes = "student,rank,section\nann,1,chess\nann,1,ball\nbob,1,chess\nbob,1,ball\n"
        (fault,) = faults(tmp_path, **bound, wishes_csv=wishes)
        assert fault.startswith("wishes.csv:3 rank")

    def test_what_is_read_does_not_hang_on_the_order_of_equals(self, tmp_path: Path) -> None:
        read = 0
        for seed in range(100):
            dice = Random(seed)
            made = random_round(dice)
            ranks = {
                id: tuple(replace(wish, rank=dice.randint(1, 3)) for wish in wishes)
                for id, wishes in made.wishes.items()
            }
            round_ = replace(made, wishes=ranks, travel=None)
            for name, text in folder_texts(round_, Settings(own_seed="1"), with_numbers=True).items():
                (tmp_path / name).write_text(text, "utf-8")
            try:
                first = read_folder(tmp_path).round
            except BadFolder:
                continue
            read += 1
            turned = {
                id: tuple(sorted(dice.sample(wishes, len(wishes)), key=_rank)) for id, wishes in first.wishes.items()
            }
            assert spec.allocate(replace(first, wishes=turned)) == spec.allocate(first), seed
        assert read > 12


def _rank(wish: Wish) -> int:
    return wish.rank


def test_a_wish_may_name_the_days_of_its_section(tmp_path: Path) -> None:
    wishes = "student,rank,section,slot\nann,1,band,tue mon\nann,2,clay,wed\nbob,1,band,mon\n"
    assert read_folder(write_folder(tmp_path / "a", **TWO_DAYS, wishes_csv=wishes)).round.wishes["ann"] == (
        Wish(1, "band"),
        Wish(2, "clay"),
    )
    wrong = "student,rank,section,slot\nann,1,band,mon wed\n"
    assert faults(tmp_path / "b", **TWO_DAYS, wishes_csv=wrong) == [
        "wishes.csv:2 slot：写的是“mon wed”，应为：这个班上课的时段（mon tue），或空着"
    ]


@pytest.mark.parametrize("numbers", ["0", str(2**64 - 1), "9" * 40], ids=["nothing but 0", "64 bits", "of a hash"])
def test_a_number_only_has_to_be_a_number(tmp_path: Path, checked: Callable[[Path], None], numbers: str) -> None:
    students = f"student,lottery\nann,{numbers}\nbob,{numbers}\n"
    path = write_folder(
        tmp_path,
        round_yaml="",
        sections_csv="section,slots,capacity\nchess,mon,1\n",
        students_csv=students,
        wishes_csv="student,rank,section\nbob,1,chess\nann,1,chess\n",
    )
    assert read_folder(path).round.students["ann"].lottery == int(numbers)
    checked(path)
    assert (path / "seats.csv").read_text("utf-8").splitlines()[1:] == ["ann,chess,1,order"], "ties by id"


def test_both_checkers_read_what_a_spreadsheet_saved(tmp_path: Path, checked: Callable[[Path], None]) -> None:
    sections = 'Section,Slots,Capacity,Grades,备注\r\n围棋,mon,1,"1-2、4","第一行\r\n第二行"\r\n'.encode("gbk")
    path = write_folder(
        tmp_path,
        round_yaml="# 秋季\ntitle: 秋季选课\nseed: '7'  # 掷出来的\nquota: ~\nkeep: null\n",
        sections_csv=sections,
        students_csv="student,grade\nann,4\nbob,3\n",
        wishes_csv="student,rank,section\nann,１,围棋\nbob,1,围棋\n".encode("gb18030"),
    )
    checked(path)
    assert "ann,围棋,1,order" in (path / "seats.csv").read_text("utf-8")
    assert read_folder(path).round.students["ann"].lottery == draw.numbers("7", ["ann", "bob"])["ann"]


def oddly(text: str, dice: Random) -> bytes:
    """The same table with rows and columns in another order, a column of the school's own, quotes, CRLF, a BOM."""
    head, *rows = csv.reader(text.splitlines())
    dice.shuffle(rows)
    columns = dice.sample(range(len(head)), len(head))
    table = [[row[at] for at in columns] + [note] for row, note in [(head, "备注"), *((row, "一,二") for row in rows)]]
    table.insert(1, [""] * (len(head) + 1))
    return "\ufeff".encode() + "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in table).encode()


def test_however_the_tables_are_written_the_seats_are_the_same(tmp_path: Path) -> None:
    for seed in range(40):
        dice = Random(seed)
        (plain := tmp_path / f"plain{seed}").mkdir()
        (odd := tmp_path / f"odd{seed}").mkdir()
        for name, text in folder_texts(random_round(dice), Settings(own_seed="1"), with_numbers=True).items():
            (plain / name).write_text(text, "utf-8")
            (odd / name).write_bytes(oddly(text, dice) if name.endswith(".csv") else text.encode())
        for folder in (plain, odd):
            assert cli.main(["allocate", str(folder), "--out", str(folder)]) == 0
        assert (odd / "seats.csv").read_bytes() == (plain / "seats.csv").read_bytes(), seed


def test_of_three_letters_one_may_be_wrong(tmp_path: Path) -> None:
    wishes = "student,rank,section\nanne,1,chess\nbib,1,chess\n"
    assert [said.rsplit("（", 1)[-1] for said in faults(tmp_path, wishes_csv=wishes)] == [
        "是不是 ann？）",
        "是不是 bob？）",
    ]


def test_two_tables_with_nothing_in_common_are_refused_row_by_row_without_guessing_for_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = 0
    close_matches = tables.difflib.get_close_matches

    def counted(word: str, known: list[str], **rest: float) -> list[str]:
        nonlocal compared
        compared += len(known)
        return close_matches(word, known, **rest)

    monkeypatch.setattr(tables.difflib, "get_close_matches", counted)
    students = "student\n" + "".join(f"S{n:05}\n" for n in range(3000))
    wishes = "student,rank,section\n" + "".join(f"{n:05},1,chess\n" for n in range(3000))
    assert len(faults(tmp_path, students_csv=students, wishes_csv=wishes)) == 3000
    assert compared < 200_000
