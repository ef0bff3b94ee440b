"""Read, solved, checked and written over columns, a round comes to the bytes of the plain path; or is left to it."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from kehou.engines.allocation import allocate, columns, explain
from kehou.engines.allocation.columns import cells
from kehou.engines.allocation.folder import COLUMNS, read_folder
from kehou.engines.allocation.frozen import folder_texts
from kehou.engines.allocation.results import CERTIFICATE, SEATS, WAITING, WHY, write_results
from kehou.engines.allocation.settings import Settings

from ..folders import write_folder
from ..rounds import random_round


def results(path: Path) -> dict[str, bytes]:
    return {name: (path / name).read_bytes() for name in (SEATS, WHY, WAITING, CERTIFICATE)}


def plain(path: Path, out: Path) -> dict[str, bytes]:
    folder = read_folder(path)
    outcome = allocate(folder.round)
    write_results(out, folder, outcome, explain(folder.round, outcome))
    return results(out)


def write_round(path: Path, seed: int) -> Path:
    """A random round as files; its rows stand in any order and its ids do not begin alike."""
    dice = Random(seed)
    round_ = random_round(dice, plain=True)
    settings = Settings(own_seed="1", rotate=round_.rotate, keep=False)
    path.mkdir(parents=True)
    for name, text in folder_texts(round_, settings, with_numbers=dice.random() < 0.5).items():
        if name in COLUMNS:
            head, *rows = text.splitlines()
            dice.shuffle(rows) if name in ("wishes.csv", "students.csv") else None
            rows = [row + "," * (head.count(",") - row.count(",")) for row in rows]
            text = "\n".join([head, *rows]) + "\n"
        (path / name).write_text(text.replace("c1", "儿童-一-一个很长的编号"), "utf-8")
    return path


def test_hundreds_of_random_rounds_come_to_the_same_bytes(tmp_path: Path) -> None:
    decided = 0
    for seed in range(300):
        path, out = write_round(tmp_path / f"in{seed}", seed), tmp_path / f"out{seed}"
        decision = columns.decide_folder(path)
        if decision is not None:
            decided += 1
            decision.write(out / "columns")
            assert results(out / "columns") == plain(path, out / "plain"), f"seed {seed}"
            assert decision.folder == read_folder(path), f"seed {seed}"
    assert decided > 200


@pytest.mark.parametrize(
    "change",
    [
        {"priorities_csv": "section,student,class\nchess,bob,1\n"},
        {"reserved_csv": "section,group,seats\nchess,1,1\n"},
        {"round_yaml": "seed: 7\nquota: 1\n"},
        {"round_yaml": "seed: 7\nkeep: true\n", "held_csv": "student,section\nann,chess\n"},
        {"sections_csv": "section,slots,capacity\nchess,mon tue,1\nclay,mon,2\nball,tue,2\nrobots,tue,1\n"},
        {"wishes_csv": "student,rank,section\nann,1,ches\n"},
        {"wishes_csv": "student,rank,section\nann,1,chess\nann,2,chess\n"},
        {"wishes_csv": "student,rank,section\nann,1,chess\nann,1,clay\n"},
        {"wishes_csv": "student,rank,section\nann,one,chess\n"},
        {"wishes_csv": "student,rank,section\nann,１,chess\n"},
        {"wishes_csv": "student,rank,section\n ann,1,chess\n"},
        {"wishes_csv": 'student,rank,section\n"ann",1,chess\n'},
        {"wishes_csv": "student,rank,section,slot\nann,1,chess,tue\n"},
        {"wishes_csv": "student,rank,section,slot\nann,1,*,\n"},
        {"wishes_csv": "student,rank,section,note\nann,1,chess,x\n"},
        {"wishes_csv": "student,rank,section\nann,1\n"},
        {"wishes_csv": "student,rank,section\nann,1,chess\n\n\n"},
        {"wishes_csv": "student,rank,section\nann,1,围棋\n".encode("gbk")},
        {"students_csv": "student\nann\nann\n"},
        {"students_csv": "student,lottery\nann,1\nbob,\n"},
        {"students_csv": "student,grade\nann,0\n"},
        {"fixed_csv": "student,slot\nann,wed\n"},
        {"done_csv": "student,section\nzoe,robots1\n"},
    ],
)
def test_whatever_needs_a_look_is_left_to_the_plain_path(tmp_path: Path, change: dict[str, str | bytes]) -> None:
    assert columns.decide_folder(write_folder(tmp_path / "plain")) is not None
    assert columns.decide_folder(write_folder(tmp_path / "odd", **change)) is None


def test_a_table_of_another_system_is_read_where_it_is_clean(tmp_path: Path) -> None:
    for number, wishes in enumerate(
        ("\ufeffstudent,rank,section\r\nann,1,chess\r\n", "rank,section,student\n1,chess,ann")
    ):
        path = write_folder(tmp_path / str(number), wishes_csv=wishes)
        decision = columns.decide_folder(path)
        assert decision is not None
        assert decision.folder == read_folder(path)


@pytest.mark.parametrize("row", range(4))
def test_a_seat_taken_from_its_child_is_found(tmp_path: Path, row: int) -> None:
    """The check of promises over columns finds what that of the plain path finds."""
    from kehou.engines.allocation.columns import whole

    path = write_folder(tmp_path)
    real = whole.solve

    def spoiled(market):
        result = real(market)
        wish = result.got.nonzero()[0][row]
        result.got[wish] = False
        return replace(result, taken=result.taken)

    whole.solve = spoiled
    try:
        decision = columns.decide_folder(path)
    finally:
        whole.solve = real
    assert decision is not None
    folder = read_folder(path)
    from kehou.engines.allocation.promises import broken

    told = [fault.promise for fault in broken(folder.round, decision.outcome.seats, decision.outcome.closed)]
    assert told
    assert {name: count for name, count in decision.counted.broken.items() if count} == {
        name: told.count(name) for name in set(told)
    }


def test_words_compare_as_their_texts() -> None:
    dice = Random(1)
    texts = sorted({"".join(dice.choices("ab儿0", k=dice.randint(1, 10))) for _ in range(300)})
    raw = "id\n" + "\n".join(texts) + "\n"
    columns_ = cells.columns_of(raw.encode(), ("id",), ())
    words = columns_["id"].words() if columns_ else None
    assert words is not None
    assert [text.decode() for text in cells.as_texts(words).tolist()] == texts
    assert sorted(map(tuple, words.tolist())) == list(map(tuple, words.tolist()))
    assert cells.Index.of(texts).find(words).tolist() == list(range(len(texts)))
