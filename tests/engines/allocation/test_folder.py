"""Files become a round, or every fault of theirs is named in one pass."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from kehou.engines.allocation import ANY, Wish, draw
from kehou.engines.allocation.folder import read_folder
from kehou.engines.allocation.frozen import folder_texts
from kehou.engines.allocation.settings import Settings
from kehou.engines.allocation.tables import BadFolder

from .folders import SMALL, write_folder
from .rounds import random_round


def faults(path: Path, **changes: str | bytes | None) -> list[tuple[str, int, str]]:
    with pytest.raises(BadFolder) as bad:
        read_folder(write_folder(path, **changes))
    return [(fault.file, fault.line, fault.key) for fault in bad.value.faults]


def test_a_folder_is_read_with_its_empty_columns_and_absent_tables(tmp_path: Path) -> None:
    folder = read_folder(write_folder(tmp_path))
    round_ = folder.round
    assert [slot.id for slot in round_.slots] == ["mon", "tue"]
    assert round_.sections["chess"].grades == {1, 2, 3}
    assert round_.sections["clay"].minimum == 1
    assert round_.sections["robots"].after == ("robots1",)
    assert round_.students["eve"].group == 3, "a child without a group comes after all groups"
    assert round_.wishes["eve"][-1] == Wish(3, ANY, "mon")
    assert folder.is_drawn
    assert {id: student.lottery for id, student in round_.students.items()} == draw.numbers("7", round_.students)


def test_only_the_needed_columns_are_needed(tmp_path: Path) -> None:
    folder = read_folder(
        write_folder(
            tmp_path,
            slots_csv="slot\nmon\n",
            sections_csv="section,slots,capacity\nchess,mon,1\n",
            students_csv="student\nann\n",
            wishes_csv="student,rank,section\nann,1,chess\n",
        )
    )
    assert folder.round.sections["chess"].grades is None
    assert folder.round.students["ann"].quota is None


@pytest.mark.parametrize(
    "wishes",
    [
        "\ufeff" + SMALL["wishes.csv"],
        SMALL["wishes.csv"].replace("\n", "\r\n"),
        SMALL["wishes.csv"].replace("ann,1,", "ann,１,").replace("bob,2,", "bob,2.0,"),
        SMALL["wishes.csv"] + "\n,,,\n",
        'student,rank,section,slot,"a note, with\na line break"\n' + SMALL["wishes.csv"].split("\n", 1)[1],
    ],
    ids=["BOM", "CRLF", "full-width digits and 2.0", "blank lines", "a column of the school's own"],
)
def test_what_spreadsheets_do_is_read_where_it_is_certain(tmp_path: Path, wishes: str) -> None:
    expected = read_folder(write_folder(tmp_path / "a")).round
    assert read_folder(write_folder(tmp_path / "b", wishes_csv=wishes)).round == expected


def test_gbk_is_read(tmp_path: Path) -> None:
    sections = "section,slots,capacity\n围棋,mon,1\n".encode("gbk")
    wishes = "student,rank,section\nann,1,围棋\n".encode("gbk")
    assert "围棋" in read_folder(write_folder(tmp_path, sections_csv=sections, wishes_csv=wishes)).round.sections


def test_slots_stand_in_their_order_and_rows_in_any(tmp_path: Path) -> None:
    slots = "slot,order\ntue,2\nmon,1\n"
    assert [slot.id for slot in read_folder(write_folder(tmp_path, slots_csv=slots)).round.slots] == ["mon", "tue"]


def test_every_fault_of_every_file_is_named_at_once(tmp_path: Path) -> None:
    assert faults(
        tmp_path,
        round_yaml="mode: rotating-drow\nseed: 7\nkeeep: true\nquota: -1\n",
        slots_csv="slot,order\nmon,1\ntue,1\nmon,3\n",
        sections_csv="section,slots,capacity,minimum,grades\nchess,mon,x,,\nclay,mun,1,,\nclay,mon,-1,,3-1\nball,,1,,\n",
        students_csv="student,grade,group,lottery\nann,1,0,4\nann,1,1,\n,1,1,5\n",
        wishes_csv="student,rank,section,slot\nanne,1,chess,\nann,0,chess,\nann,2,*,wed\nann,1,ches,\n",
    ) == [
        ("round.yaml", 1, "mode"),
        ("round.yaml", 3, "keeep"),
        ("round.yaml", 4, "quota"),
        ("slots.csv", 3, "order"),
        ("slots.csv", 4, "slot"),
        ("sections.csv", 2, "capacity"),
        ("sections.csv", 3, "slots"),
        ("sections.csv", 4, "section"),
        ("sections.csv", 4, "capacity"),
        ("sections.csv", 4, "grades"),
        ("sections.csv", 5, "slots"),
        ("students.csv", 2, "group"),
        ("students.csv", 3, "student"),
        ("students.csv", 3, "lottery"),
        ("students.csv", 4, "student"),
        ("wishes.csv", 2, "student"),
        ("wishes.csv", 3, "rank"),
        ("wishes.csv", 4, "slot"),
        ("wishes.csv", 5, "section"),
    ]


def test_a_slip_names_the_word_that_was_meant(tmp_path: Path) -> None:
    with pytest.raises(BadFolder) as bad:
        read_folder(write_folder(tmp_path, sections_csv="section,slots,capacity,minimun\nchess,mon,1,2\n"))
    fault = bad.value.faults[0]
    assert (fault.key, fault.nearest) == ("minimun", "minimum")
    assert str(fault).startswith("sections.csv:1 minimun：写的是“minimun”")


def test_two_wishes_of_one_rank_are_refused_where_they_are_decided_together(tmp_path: Path) -> None:
    together = "student,rank,section\nann,1,chess\nann,1,clay\n"
    assert faults(tmp_path / "a", wishes_csv=together) == [("wishes.csv", 3, "rank")]
    apart = "student,rank,section\nann,1,chess\nann,1,ball\n"
    assert len(read_folder(write_folder(tmp_path / "b", wishes_csv=apart)).round.wishes["ann"]) == 2


def test_the_same_wish_twice_is_refused(tmp_path: Path) -> None:
    wishes = "student,rank,section\nann,1,chess\nann,2,chess\n"
    assert faults(tmp_path, wishes_csv=wishes) == [("wishes.csv", 3, "section")]


def test_tables_of_priorities_are_compared_with_the_others(tmp_path: Path) -> None:
    assert faults(
        tmp_path,
        priorities_csv="section,student,class\nchess,ann,1\nchess,ann,2\nchess,bob,0\nches,bob,1\n",
        reserved_csv="section,group,seats\nclay,1,1\nclay,2,2\nclay,1,0\n",
        held_csv="student,section\nann,chess\nzoe,chess\n",
        done_csv="student,section\nann,of an earlier term\nzoe,x\n",
    ) == [
        ("priorities.csv", 3, "student"),
        ("priorities.csv", 4, "class"),
        ("priorities.csv", 5, "section"),
        ("reserved.csv", 3, "seats"),
        ("reserved.csv", 4, "group"),
        ("reserved.csv", 4, "seats"),
        ("held.csv", 3, "student"),
        ("done.csv", 3, "student"),
    ]


@pytest.mark.parametrize("name", ["round.yaml", "slots.csv", "sections.csv", "students.csv", "wishes.csv"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    assert (name, 0, "") in faults(tmp_path, **{name.replace(".", "_"): None})


@pytest.mark.parametrize("name", ["round.yaml", "slots.csv", "sections.csv", "students.csv", "wishes.csv"])
@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\xff\xfe\x81", b'"never closed', b"[" * 60_000, b"a: &a [*a]\n", b"x" * 200_000, b",,,\n,,,\n"],
    ids=["empty", "binary", "open quote", "deep", "alias", "long", "commas"],
)
def test_whatever_a_file_holds_it_is_refused_by_name(tmp_path: Path, name: str, content: bytes) -> None:
    assert name in {file for file, _, _ in faults(tmp_path, **{name.replace(".", "_"): content})}


def test_a_folder_where_a_file_should_be_is_refused(tmp_path: Path) -> None:
    write_folder(tmp_path, held_csv=None)
    (tmp_path / "held.csv").mkdir()
    with pytest.raises(BadFolder):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("mode: rotating-draw\n", "seed"),
        ("mode: rotating-draw\ncommitment: " + "a" * 64 + "\n", "reveal"),
        ("mode: rotating-draw\nreveal: x\n", "commitment"),
        ("mode: rotating-draw\ncommitment: abc\nreveal: x\n", "commitment"),
        ("mode: rotating-draw\nseed: 1\ncommitment: " + "a" * 64 + "\nreveal: x\n", "seed"),
        ("mode: rotating-draw\nseed: 1\nrotate: sometimes\n", "rotate"),
        ("mode: rotating-draw\nseed: [1]\n", "seed"),
        ("mode: rotating-draw\nseed: 1\nseed: 2\n", "seed"),
    ],
)
def test_settings_that_leave_a_question_are_refused(tmp_path: Path, text: str, key: str) -> None:
    assert key in {fault[2] for fault in faults(tmp_path, round_yaml=text)}


def test_what_the_settings_leave_out_is_the_default(tmp_path: Path) -> None:
    settings = read_folder(write_folder(tmp_path, round_yaml="seed: 1\nkeep: yes\n")).settings
    assert settings == Settings(mode="rotating-draw", own_seed="1", rotate=True, keep=True, quota=None)


def test_given_numbers_need_no_seed(tmp_path: Path) -> None:
    students = "student,lottery\nann,5\nbob,2\ncas,9\ndan,1\neve,2\n"
    folder = read_folder(write_folder(tmp_path, round_yaml="mode: rotating-draw\n", students_csv=students))
    assert folder.round.students["cas"].lottery == 9
    assert not folder.is_drawn


@pytest.mark.parametrize("with_numbers", [True, False])
def test_a_round_written_down_is_read_back_the_same(tmp_path: Path, with_numbers: bool) -> None:
    settings = Settings(own_seed="007", quota=None)
    for seed in range(60):
        made = random_round(Random(seed))
        numbers = draw.numbers("007", made.students)
        students = {id: replace(student, lottery=numbers[id]) for id, student in made.students.items()}
        wishes = {id: wishes for id, wishes in made.wishes.items() if wishes}
        round_ = replace(made, students=students, wishes=wishes)
        stated = replace(
            settings,
            rotate=made.rotate,
            keep=made.keep,
            quota=made.quota,
            groups_first=made.groups_first,
            travel=made.travel,
        )
        path = tmp_path / str(seed)
        path.mkdir()
        for name, text in folder_texts(round_, stated, with_numbers=with_numbers).items():
            (path / name).write_text(text, "utf-8")
        folder = read_folder(path)
        assert folder.round == round_
        assert folder.settings == stated
