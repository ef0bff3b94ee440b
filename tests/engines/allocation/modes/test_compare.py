"""kehou compare: figures that can be counted by hand, as a table, as JSON, as a picture."""

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kehou import cli
from kehou.engines.allocation import ANY, Section
from kehou.engines.allocation.modes.compare import ROWS, compare
from kehou.engines.allocation.modes.picture import picture

from ..folders import write_folder
from ..rounds import make_round
from .markets import round_for_modes

WEEK = [
    *(Section(f"chess-{day}", (day,), 1) for day in ("mon", "tue")),
    *(Section(f"clay-{day}", (day,), 1) for day in ("mon", "tue")),
]
LIST = "chess-mon chess-tue clay-mon clay-tue"


def test_figures_of_three_children_and_two_seats_a_day() -> None:
    """cas, of the weaker group, gets nothing all week where groups come first; ann and bob take turns by the number."""
    compared = compare(make_round(WEEK, {"ann": LIST, "bob": LIST, "cas": LIST}, groups={"cas": 2}))
    one_draw, rotating = compared.all["one-draw"], compared.all["rotating-draw"]
    assert (one_draw.first, one_draw.none, one_draw.none_twice) == (2 / 6, 2 / 6, 1 / 3)
    assert (one_draw.never_first, rotating.never_first) == (2 / 3, 1 / 3)
    assert one_draw.envy == 0  # bob lost to ann of his own group: that is no envy of a weaker one
    assert compared.by_group["rotating-draw"][1].worst_week == 170
    assert compared.by_group["one-draw"][1].worst_week == pytest.approx(140 + 0.05 * 60)
    assert compared.by_group["one-draw"][2].mean_week == 0
    assert compared.of_bound["rotating-draw"] == 1.0


def test_a_stronger_child_that_lost_to_a_weaker_group_is_counted() -> None:
    """One line: cas of group 2 has the best number and takes what ann of group 1 wanted."""
    round_ = make_round(WEEK[:1], {"cas": "chess-mon", "ann": "chess-mon"}, groups={"cas": 2})
    compared = compare(round_)
    assert {row: figures.envy for row, figures in compared.all.items()} == {
        **dict.fromkeys(ROWS, 0),
        "one-line": 1,
        "bound": 1,
    }
    assert compared.by_group["one-line"][1].envy == 1


def test_no_mode_has_more_points_than_the_bound() -> None:
    counted = 0
    for seed in range(0, 300, 2):
        round_ = round_for_modes(seed)
        named = {id: tuple(wish for wish in own if wish.section != ANY) for id, own in round_.wishes.items()}
        compared = compare(replace(round_, wishes=named))
        if compared.of_bound:
            counted += 1
            assert max(compared.of_bound.values()) <= 1.0
    assert counted > 50


def test_where_slots_are_tied_or_any_section_will_do_there_is_no_bound() -> None:
    for section, wishes in ((Section("robots", ("mon", "tue"), 1), "robots"), (WEEK[0], "chess-mon *mon")):
        compared = compare(make_round([section], {"ann": wishes}))
        assert "bound" not in compared.all
        assert compared.of_bound == {}


def test_a_round_without_wishes_compares_to_nothing() -> None:
    compared = compare(make_round(WEEK, {"ann": ""}))
    assert compared.all["rotating-draw"].children == 0
    assert "NaN" not in picture(compared, 1)


def test_the_command_prints_a_table_json_and_a_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_folder(tmp_path / "round", round_yaml="mode: draft\nseed: 1\n")
    assert cli.main(["compare", str(folder), "--picture", str(tmp_path / "modes.svg")]) == 0
    table = capsys.readouterr().out
    assert "分组轮转摇号（默认）" in table
    assert "第 1 组，1 名" in table
    drawn = ElementTree.parse(tmp_path / "modes.svg").getroot()
    assert drawn.tag.endswith("svg")
    assert "http" not in (tmp_path / "modes.svg").read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    assert cli.main(["compare", str(folder), "--json"]) == 0
    modes = json.loads(capsys.readouterr().out)["modes"]
    assert list(modes)[:5] == list(ROWS)[:5]
    assert modes["draft"]["groups"]["1"]["children"] == 1


def test_a_bad_folder_or_a_picture_that_cannot_be_written_is_one_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_folder(tmp_path / "round")
    assert cli.main(["compare", str(folder), "--picture", str(tmp_path / "no" / "modes.svg")]) == 2
    assert "写不进去" in capsys.readouterr().err
    assert cli.main(["compare", str(write_folder(tmp_path / "bad", slots_csv="slot\n"))]) == 2
    assert "Traceback" not in capsys.readouterr().err
