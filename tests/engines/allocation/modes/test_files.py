"""Every mode from files: allocate writes it, verify proves it, and names what was changed."""

import json
from pathlib import Path

import pytest

from kehou import cli
from kehou.engines.allocation.folder import read_folder
from kehou.engines.allocation.frozen import folder_texts
from kehou.engines.allocation.settings import MODES

from ..folders import write_folder

STUDENTS = (
    "student,grade,group,lottery,quota,campus,arrived\n"
    "ann,1,1,3,,,0\nbob,2,2,1,,,2000\ncas,3,2,2,,,1900\ndan,4,2,5,,,\neve,2,,4,,,17\n"
)
TRADES = "student,rank,section\nbob,1,clay\ndan,1,chess\n"


def a_folder(path: Path, mode: str, **changes: str | None) -> Path:
    tables = {"students_csv": STUDENTS, "round_yaml": f"mode: {mode}\ngate: 30\n"} | changes
    return write_folder(path, **tables)


@pytest.mark.invariant("I3")
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("trades_csv", [None, TRADES])
def test_what_is_allocated_in_any_mode_is_verified(
    tmp_path: Path, mode: str, trades_csv: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = a_folder(tmp_path, mode, trades_csv=trades_csv)
    assert cli.main(["allocate", str(folder), "--out", str(tmp_path / "out")]) == 0
    assert cli.main(["verify", str(folder), "--seats", str(tmp_path / "out")]) == 0, capsys.readouterr().out
    published = json.loads((tmp_path / "out" / "certificate.json").read_text())
    assert published["mode"] == mode
    assert set(published["checked"].values()) == {0}
    assert ("trades" in published) is (trades_csv is not None)
    again = tmp_path / "again"
    assert cli.main(["allocate", str(folder), "--out", str(again)]) == 0
    for name in ("seats.csv", "why.csv", "waiting.csv", "certificate.json"):
        assert (again / name).read_bytes() == (tmp_path / "out" / name).read_bytes()


@pytest.mark.parametrize("mode", MODES)
def test_a_seat_moved_afterwards_is_found_in_any_mode(
    tmp_path: Path, mode: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = a_folder(tmp_path, mode)
    out = tmp_path / "out"
    assert cli.main(["allocate", str(folder), "--out", str(out)]) == 0
    seats = out / "seats.csv"
    rows = [row for row in seats.read_text().splitlines() if not row.startswith("ann,")]
    seats.write_text("\n".join([*rows, "eve,chess,1,order"]) + "\n")
    capsys.readouterr()
    assert cli.main(["verify", str(folder), "--seats", str(out)]) == 1
    assert "ann" in capsys.readouterr().out


def test_week_fair_says_that_honesty_may_not_pay_and_publishes_its_prices(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, "week-fair")
    assert cli.main(["allocate", str(folder), "--out", str(tmp_path / "out")]) == 0
    published = json.loads((tmp_path / "out" / "certificate.json").read_text())
    assert {part["honest_list_is_best"] for part in published["parts"]} == {"not-promised"}
    assert {part["algorithm"] for part in published["parts"]} == {"heaviest-flow"}
    assert published["prices"][0] == {"slot": "mon", "group": 1, "prices": {"chess": 250}}


@pytest.mark.parametrize("prices", [[], "x", [{"slot": "mon"}], [{"slot": "mon", "group": 1, "prices": {"chess": 1}}]])
def test_prices_that_were_changed_are_named(tmp_path: Path, prices: object, capsys: pytest.CaptureFixture[str]) -> None:
    folder = a_folder(tmp_path, "week-fair")
    out = tmp_path / "out"
    assert cli.main(["allocate", str(folder), "--out", str(out)]) == 0
    certificate = out / "certificate.json"
    certificate.write_text(json.dumps(json.loads(certificate.read_text()) | {"prices": prices}))
    capsys.readouterr()
    assert cli.main(["verify", str(folder), "--seats", str(out)]) == 1
    assert "影子价格" in capsys.readouterr().out


def test_the_ground_of_a_seat_is_that_of_its_mode(tmp_path: Path) -> None:
    grounds = {"week-fair": "together", "draft": "turn", "fair-gate": "order", "rotating-draw": "order"}
    for mode, ground in grounds.items():
        folder = a_folder(tmp_path / mode, mode)
        assert cli.main(["allocate", str(folder), "--out", str(folder / "out")]) == 0
        assert {row.split(",")[3] for row in (folder / "out" / "seats.csv").read_text().splitlines()[1:]} >= {ground}


def test_every_fault_of_the_tables_of_modes_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = a_folder(
        tmp_path,
        "fair-gate",
        round_yaml="mode: fair-gate\ngate: soon\n",
        students_csv=STUDENTS.replace("1900", "19:00"),
        trades_csv="student,rank,section\nbob,1,claay\nbob,1,ball\nzoe,,ball\n",
    )
    assert cli.main(["allocate", str(folder), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    for where in ("round.yaml:2 gate", "students.csv:4 arrived", "trades.csv:2 section", "trades.csv:3 rank",
                  "trades.csv:4 student", "trades.csv:4 rank"):  # fmt: skip
        assert where in said


def test_arrivals_gate_and_trades_are_read(tmp_path: Path) -> None:
    round_ = read_folder(a_folder(tmp_path, "fair-gate", trades_csv=TRADES)).round
    assert (round_.students["bob"].arrived, round_.students["dan"].arrived, round_.gate) == (2000, None, 30)
    assert round_.trades == {"bob": ("clay",), "dan": ("chess",)}


def test_a_round_written_as_files_is_read_back_with_its_arrivals_and_trades(tmp_path: Path) -> None:
    folder = read_folder(a_folder(tmp_path / "round", "fair-gate", trades_csv=TRADES))
    again = tmp_path / "again"
    again.mkdir()
    for name, text in folder_texts(folder.round, folder.settings, with_numbers=True).items():
        (again / name).write_text(text, "utf-8")
    assert read_folder(again).round == folder.round
