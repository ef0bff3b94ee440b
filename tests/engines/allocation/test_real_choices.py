"""Wishes real students made (../shared/data/choice), through the files, and against another implementation."""

import csv
import gzip
import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from kehou import cli
from kehou.engines.allocation import Round, Section, Slot, Student, Wish, draw, spec
from kehou.engines.allocation.folder import COLUMNS
from kehou.engines.allocation.frozen import folder_texts
from kehou.engines.allocation.promises import broken
from kehou.engines.allocation.settings import Settings

from .second_reading import Reading


@pytest.fixture
def choice(shared: Path) -> Path:
    path = shared / "data" / "choice"
    if not path.is_dir():
        pytest.skip("missing: ../shared/data/choice")
    return path


def project_centres(choice: Path, *, with_classes: bool) -> Round:
    """928 students, 46 centres, one slot. Ties in a list go by id; a centre's liking is its order of classes."""

    def matrix(name: str) -> dict[str, dict[str, float]]:
        with gzip.open(choice / "wpi-2017" / name, "rt", encoding="utf-8") as file:
            _, *columns = next(reader := csv.reader(file))
            return {row[0]: dict(zip(columns, map(float, row[1:]), strict=True)) for row in reader}

    with (choice / "wpi-2017" / "project_capacity.csv").open(encoding="utf-8") as file:
        sections = {
            row["ProjectID"]: Section(row["ProjectID"], ("s",), int(row["Capacity"])) for row in csv.DictReader(file)
        }
    likes = matrix("student_preference.csv.gz")
    wishes = {
        student: tuple(
            Wish(rank, id)
            for rank, id in enumerate(sorted((id for id in row if row[id] > 0), key=lambda id: (-row[id], id)), start=1)
        )
        for student, row in likes.items()
    }
    numbers = draw.numbers("wpi", likes)
    students = {id: Student(id, numbers[id]) for id in likes}
    classes = {}
    if with_classes:
        liked = matrix("project_preference.csv.gz")
        for id in sections:
            best_first = sorted(liked, key=lambda student: (-liked[student][id], student))
            classes |= {(id, student): place for place, student in enumerate(best_first, start=1)}
    return Round((Slot("s"),), sections, students, wishes, classes=classes)


@pytest.mark.parametrize("with_classes", [False, True], ids=["one order", "an order per centre"])
def test_the_project_centres_get_the_seats_the_package_matching_gives(choice: Path, with_classes: bool) -> None:
    games = pytest.importorskip("matching.games")
    round_ = project_centres(choice, with_classes=with_classes)
    outcome = spec.allocate(round_)
    place = spec.places(round_, spec.parts(round_)[0])
    lists = {student: [wish.section for wish in wishes] for student, wishes in round_.wishes.items() if wishes}
    asked: dict[str, list[str]] = {}
    for student, ids in lists.items():
        for id in ids:
            asked.setdefault(id, []).append(student)
    for id, students in asked.items():
        students.sort(key=lambda student: (round_.classes.get((id, student), 0), place[student]))
    game = games.HospitalResident.create_from_dictionaries(
        lists, asked, {id: round_.sections[id].capacity for id in asked}
    )
    theirs = {
        (str(student), str(section))
        for section, students in game.solve(optimal="resident").items()
        for student in students
    }
    assert {(seat.student, seat.section) for seat in outcome.seats} == theirs
    assert broken(round_, outcome.seats, outcome.closed) == []


def test_the_project_centres_go_through_the_files(choice: Path, tmp_path: Path) -> None:
    round_ = project_centres(choice, with_classes=True)
    for name, text in folder_texts(round_, Settings(own_seed="wpi"), with_numbers=True).items():
        (tmp_path / name).write_text(text, "utf-8")
    assert cli.main(["allocate", str(tmp_path), "--out", str(tmp_path)]) == 0
    assert written(tmp_path) == {(seat.student, seat.section, seat.rank) for seat in spec.allocate(round_).seats}
    assert written(tmp_path) == Reading(tables(tmp_path), {}).seats()
    assert cli.main(["verify", str(tmp_path)]) == 0


def test_with_groups_minimums_and_every_claim_the_second_reading_agrees(choice: Path, tmp_path: Path) -> None:
    plain = project_centres(choice, with_classes=True)
    dice = Random(2017)
    ids = sorted(plain.sections)
    round_ = replace(
        plain,
        sections={id: replace(section, minimum=section.capacity // 2) for id, section in plain.sections.items()},
        students={id: replace(student, group=dice.choice([1, 2, 2])) for id, student in plain.students.items()},
        classes={key: place // 50 for key, place in plain.classes.items() if 50 <= place < 200},
        reserved={(id, 2): 3 for id in ids[::2]},
        held=frozenset((student, dice.choice(ids)) for student in sorted(plain.students)[::5]),
        keep=True,
    )
    outcome = spec.allocate(round_)
    assert outcome.closed
    assert broken(round_, outcome.seats, outcome.closed) == []
    for name, text in folder_texts(round_, Settings(own_seed="wpi", keep=True), with_numbers=True).items():
        (tmp_path / name).write_text(text, "utf-8")
    ours = {(seat.student, seat.section, seat.rank) for seat in outcome.seats}
    assert ours == Reading(tables(tmp_path), {"keep": True}).seats()


def written(out: Path) -> set[tuple[str, str, int]]:
    with (out / "seats.csv").open(encoding="utf-8") as file:
        return {(row["student"], row["section"], int(row["rank"])) for row in csv.DictReader(file)}


def tables(path: Path) -> dict[str, list[dict[str, str]]]:
    """The bare cells of a folder, for the second reading."""
    return {
        file.name: list(csv.DictReader(file.read_text("utf-8").splitlines()))
        for file in path.glob("*.csv")
        if file.name in COLUMNS
    }


@pytest.mark.parametrize("name", ["ariel_5783_input.json", "naor_input.json"])
def test_courses_with_clashes_and_quotas_keep_every_promise(choice: Path, tmp_path: Path, name: str) -> None:
    """Two courses that clash share a slot; a student's number of courses is its quota."""
    data = json.loads((choice / "fairpyx" / name).read_text("utf-8"))
    ids = {course: f"k{number:02}" for number, course in enumerate(data["item_capacities"])}
    meets = {course: [f"own-{ids[course]}"] for course in ids}
    for course, others in (data.get("item_conflicts") or {}).items():
        for other in others:
            slot = "-".join(sorted((ids[course], ids[other])))
            meets[course].append(slot)
            meets[other].append(slot)
    slots = tuple(map(Slot, sorted({slot for own in meets.values() for slot in own})))
    sections = {
        ids[course]: Section(ids[course], tuple(dict.fromkeys(meets[course])), capacity)
        for course, capacity in data["item_capacities"].items()
    }
    numbers = draw.numbers(name, data["valuations"])
    quotas = data["agent_capacities"]
    students = {id: Student(id, numbers[id], quota=quotas[id]) for id in data["valuations"]}
    wishes = {}
    for student, row in data["valuations"].items():
        best_first = sorted((course for course in row if row[course] > 0), key=lambda course: (-row[course], course))
        wishes[student] = tuple(Wish(rank, ids[course]) for rank, course in enumerate(best_first, start=1))
    round_ = Round(slots, sections, students, wishes)
    outcome = spec.allocate(round_)
    assert outcome.seats
    assert broken(round_, outcome.seats, outcome.closed) == []
    for file, text in folder_texts(round_, Settings(own_seed=name), with_numbers=True).items():
        (tmp_path / file).write_text(text, "utf-8")
    assert cli.main(["allocate", str(tmp_path), "--out", str(tmp_path / "out")]) == 0
    assert cli.main(["verify", str(tmp_path), "--seats", str(tmp_path / "out")]) == 0
    assert written(tmp_path / "out") == Reading(tables(tmp_path), {}).seats()
