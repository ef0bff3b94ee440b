"""A published result that was tampered with is found, and what was changed is named."""

import json
from pathlib import Path
from random import Random

import pytest

from kehou import cli
from kehou.engines.allocation import Seat, draw, spec
from kehou.engines.allocation.folder import read_folder
from kehou.engines.allocation.promises import broken
from kehou.engines.allocation.verify import verify

from .folders import SMALL, write_folder
from .rounds import random_round

SECRET = "b1946ac92492d2347c6235b4d2611184"
COMMITTED = f"mode: rotating-draw\ncommitment: {draw.commitment(SECRET)}\nreveal: {SECRET}\n"


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """A round with its result beside it."""
    folder = write_folder(tmp_path / "round", round_yaml=COMMITTED)
    assert cli.main(["allocate", str(folder), "--out", str(folder)]) == 0
    return folder


def found(folder: Path) -> set[tuple[str, str]]:
    return {(difference.kind, difference.student) for difference in verify(read_folder(folder), folder)}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_an_honest_result_is_right(drawn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", str(drawn)]) == 0
    assert capsys.readouterr().out.count("\n") == 1


def test_the_same_inputs_give_the_same_bytes(drawn: Path, tmp_path: Path) -> None:
    assert cli.main(["allocate", str(drawn), "--out", str(tmp_path / "again")]) == 0
    for name in ("seats.csv", "why.csv", "waiting.csv", "certificate.json"):
        assert (drawn / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_a_wrong_seat_is_named(drawn: Path) -> None:
    edit(drawn / "seats.csv", "cas,ball", "cas,clay")
    assert ("wrong_seat", "cas") in found(drawn)
    assert ("broken_promise", "cas") in found(drawn)
    assert cli.main(["verify", str(drawn)]) == 1


def test_a_seat_left_out_and_a_seat_too_many_are_named(drawn: Path) -> None:
    edit(drawn / "seats.csv", "cas,ball,2,order\n", "")
    assert ("missing_seat", "cas") in found(drawn)
    edit(drawn / "seats.csv", "student,section,rank,why\n", "student,section,rank,why\ndan,chess,1,order\n")
    assert ("extra_seat", "dan") in found(drawn)


def test_a_wrong_rank_is_named(drawn: Path) -> None:
    edit(drawn / "seats.csv", "cas,ball,2", "cas,ball,1")
    assert ("wrong_rank", "cas") in found(drawn)


def test_a_changed_wish_is_named_even_if_no_seat_moves(drawn: Path) -> None:
    edit(drawn / "wishes.csv", "cas,1,robots,\n", "")
    assert ("changed_wish", "cas") in found(drawn)


def test_a_missing_child_and_an_added_child_are_named(drawn: Path) -> None:
    edit(drawn / "students.csv", "dan,4,2,,,\n", "zoe,4,2,,,\n")
    edit(drawn / "wishes.csv", "dan,1,clay,\n", "")
    assert {("missing_student", "dan"), ("extra_student", "zoe")} <= found(drawn)


def test_two_swapped_numbers_are_named(drawn: Path) -> None:
    certificate = json.loads((drawn / "certificate.json").read_text("utf-8"))
    students = certificate["students"]
    students["ann"]["number"], students["bob"]["number"] = students["bob"]["number"], students["ann"]["number"]
    (drawn / "certificate.json").write_text(json.dumps(certificate), "utf-8")
    assert {("swapped_number", "ann"), ("swapped_number", "bob")} <= found(drawn)


def test_numbers_swapped_in_the_table_are_named(tmp_path: Path) -> None:
    students = "student,lottery\nann,5\nbob,2\ncas,9\ndan,1\neve,3\n"
    folder = write_folder(tmp_path, students_csv=students)
    assert cli.main(["allocate", str(folder), "--out", str(folder)]) == 0
    edit(folder / "students.csv", "ann,5\nbob,2", "ann,2\nbob,5")
    assert {("swapped_number", "ann"), ("swapped_number", "bob")} <= found(folder)


def test_a_second_draw_with_another_secret_is_named(drawn: Path) -> None:
    edit(drawn / "round.yaml", SECRET, "another secret, luckier")
    assert ("commitment", "") in found(drawn)
    edit(drawn / "round.yaml", draw.commitment(SECRET), draw.commitment("another secret, luckier"))
    assert ("commitment", "") in found(drawn)


def test_a_group_changed_after_the_draw_is_named_by_its_file(drawn: Path) -> None:
    edit(drawn / "students.csv", "dan,4,2", "dan,4,1")
    assert ("changed_file", "") in found(drawn)


def test_a_certificate_that_is_not_one_is_named(drawn: Path) -> None:
    (drawn / "certificate.json").write_text("[]", "utf-8")
    assert ("certificate", "") in found(drawn)


def test_seats_alone_can_be_verified(drawn: Path, tmp_path: Path) -> None:
    (tmp_path / "seats").mkdir()
    (tmp_path / "seats" / "seats.csv").write_bytes((drawn / "seats.csv").read_bytes())
    assert cli.main(["verify", str(drawn), "--seats", str(tmp_path / "seats")]) == 0


def test_nothing_is_drawn_from_a_secret_that_was_not_committed_to(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "round", round_yaml=COMMITTED.replace(f"reveal: {SECRET}", "reveal: other"))
    assert cli.main(["allocate", str(folder), "--out", str(tmp_path / "out")]) == 2
    assert not (tmp_path / "out").exists()


def test_a_bad_folder_says_everything_and_exits_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_folder(tmp_path, round_yaml="mode: x\n", sections_csv="section,slots,capacity\nchess,mon,many\n")
    assert cli.main(["allocate", str(folder), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert "round.yaml:1 mode" in said
    assert "sections.csv:2 capacity" in said
    assert "Traceback" not in said
    assert cli.main(["verify", str(folder)]) == 2


def test_a_result_that_cannot_be_written_leaves_no_certificate(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "round")
    out = tmp_path / "out"
    assert cli.main(["allocate", str(folder), "--out", str(out)]) == 0
    (out / "waiting.csv").unlink()
    (out / "waiting.csv").mkdir()
    assert cli.main(["allocate", str(folder), "--out", str(out)]) == 2
    assert not (out / "certificate.json").exists()


def test_any_seat_moved_in_any_round_breaks_a_promise_or_was_never_promised() -> None:
    """The checker itself: take one seat away, or give one to whoever was refused, and it must speak."""
    spoke = moved = 0
    for seed in range(400):
        round_ = random_round(Random(seed), plain=True)
        outcome = spec.allocate(round_)
        for seat in outcome.seats:
            fewer = [other for other in outcome.seats if other != seat]
            moved += 1
            spoke += bool(broken(round_, fewer, outcome.closed))
            doubled = [*outcome.seats, Seat(seat.student, seat.section, seat.rank + 100)]
            assert broken(round_, doubled, outcome.closed)
    assert moved > 500
    assert spoke > moved * 0.9


def test_the_small_round_by_hand(drawn: Path) -> None:
    """ann is the only child of group 1: chess. cas may not join robots. dan is in grade 4 and takes clay."""
    rows = (drawn / "seats.csv").read_text("utf-8").splitlines()
    assert rows[0] == "student,section,rank,why"
    assert "ann,chess,1,order" in rows
    assert "dan,clay,1,order" in rows
    assert "cas,ball,2,order" in rows
    assert len(SMALL["wishes.csv"].splitlines()) == len((drawn / "why.csv").read_text("utf-8").splitlines())
