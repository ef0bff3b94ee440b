"""The draw of a round: who gets what, what is written down, and that anyone can work it out again."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest

from kehou import cli
from kehou.enrol.actions.allocate_round import allocate_round
from kehou.enrol.models import FrozenFile, Round, WishOutcome
from kehou.ground.refusal import Refusal
from kehou.kernel.models import OutboxMessage
from kehou.menu.models import Section
from kehou.plan.models import PlanVersion
from tests.make.enrol import (
    CLOSES,
    DRAWN,
    SECRET,
    code_of,
    draw,
    join,
    line,
    make_choosing,
    make_course,
    make_round,
    seated,
    wish,
)
from tests.make.menu import document
from tests.make.people import act_of, make_officer

pytestmark = pytest.mark.django_db


def test_places_go_by_the_draw_and_the_rest_wait_in_its_order() -> None:
    choosing = make_choosing(5)
    section, round_ = make_course(choosing.school, capacity=2), make_round(choosing)
    for family in choosing.families:
        wish(family, round_, section)

    assert draw(round_) == 2

    by_ticket = sorted(choosing.families, key=lambda f: hashlib.sha256(f"{SECRET}|{code_of(f)}".encode()).digest())
    order = [family.child for family in by_ticket]
    assert sorted(seated(section)) == sorted(child.pk for child in order[:2])
    assert line(section) == [child.pk for child in order[2:]]
    assert Section.objects.get(pk=section.pk).taken == 2


@pytest.mark.clause("八.3d")
def test_left_behind_and_migrant_children_come_first_then_hardship() -> None:
    choosing = make_choosing()
    PlanVersion.objects.filter(school=choosing.school).update(
        document=document(priority=["hardship", "migrant", "left_behind"])
    )
    others = [choosing.family() for _ in range(6)]
    poor = choosing.family(aid_category="城市低保")
    left_behind, migrant = choosing.family(left_behind=1), choosing.family(migrant=True)
    section, round_ = make_course(choosing.school, capacity=3), make_round(choosing)
    for family in choosing.families:
        wish(family, round_, section)

    draw(round_)

    assert sorted(seated(section)) == sorted(f.child.pk for f in (left_behind, migrant, poor))
    assert len(line(section)) == len(others)


@pytest.mark.clause("二.1")
def test_only_children_who_had_joined_at_the_deadline_take_part() -> None:
    choosing = make_choosing()
    section, round_ = make_course(choosing.school), make_round(choosing)
    early, late = choosing.family(), choosing.family(joins=False)
    wish(early, round_, section)
    join(late, choosing.term, CLOSES + timedelta(seconds=1))

    draw(round_)

    assert seated(section) == [early.child.pk]
    assert code_of(late) not in FrozenFile.objects.get(round=round_, name="students.csv").text


def test_a_round_is_drawn_once_and_not_before_its_deadline() -> None:
    choosing = make_choosing(1)
    round_ = make_round(choosing)
    coordinator = make_officer("coordinator", choosing.school)

    with pytest.raises(Refusal) as early:
        allocate_round(
            act_of(coordinator, CLOSES - timedelta(seconds=1)), school_id=choosing.school.pk, round_id=round_.pk
        )
    draw(round_)
    with pytest.raises(Refusal) as again:
        draw(round_)

    assert (early.value.code, again.value.code) == ("not_closed_yet", "already_drawn")


def test_a_section_below_its_minimum_does_not_open_and_its_children_get_their_next_wish() -> None:
    choosing = make_choosing(2)
    chess = make_course(choosing.school, "围棋", capacity=20, minimum=5)
    clay, round_ = make_course(choosing.school, "陶泥", capacity=20), make_round(choosing)
    for family in choosing.families:
        wish(family, round_, chess, clay)

    draw(round_)

    assert Section.objects.get(pk=chess.pk).state == "closed"
    assert len(seated(clay)) == 2
    assert set(WishOutcome.objects.filter(section=chess).values_list("reason__answer", flat=True)) == {"closed"}


def test_a_second_round_gives_only_what_is_left_and_no_second_place_at_a_time() -> None:
    choosing = make_choosing(3)
    table_tennis = make_course(choosing.school, capacity=2)
    chess, first = make_course(choosing.school, "围棋", capacity=9), make_round(choosing)
    holder = choosing.families[0]
    wish(holder, first, table_tennis)
    draw(first)
    second = make_round(choosing, closes_at=CLOSES + timedelta(days=7))
    for family in choosing.families:
        wish(family, second, chess, table_tennis, at=DRAWN + timedelta(days=1))

    draw(second, DRAWN + timedelta(days=8))

    assert holder.seats() == ["乒乓球"], "its Monday was taken"
    assert len(seated(table_tennis)) == Section.objects.get(pk=table_tennis.pk).taken == 1
    assert len(seated(chess)) == 2


@pytest.mark.invariant("I2")
def test_courses_that_overlap_in_part_are_never_both_given() -> None:
    from datetime import time

    choosing = make_choosing(1)
    early = make_course(choosing.school, "合唱", starts=time(16, 10), ends=time(17, 30))
    late = make_course(choosing.school, "足球", starts=time(17, 10), ends=time(18, 10))
    round_ = make_round(choosing)
    wish(choosing.families[0], round_, late, early)

    draw(round_)

    assert choosing.families[0].seats() == ["足球"]


def test_each_family_hears_once_that_the_result_is_there() -> None:
    choosing = make_choosing(2)
    round_ = make_round(choosing)
    draw(round_)
    told = OutboxMessage.objects.filter(kind="round_drawn").values_list("account_id", flat=True)
    assert sorted(told) == sorted(f.guardian.pk for f in choosing.families)


def _folder(round_: Round, path: Path) -> Path:
    for file in FrozenFile.objects.filter(round=round_):
        (path / file.name).write_bytes(file.text.encode())
    return path


@pytest.mark.invariant("I2")
def test_the_frozen_round_is_verified_seat_by_seat_and_a_changed_seat_is_found(tmp_path, capsys) -> None:
    choosing = make_choosing(12)
    courses = [
        make_course(choosing.school, f"课{n}", days=(day,), minimum=2) for n, day in enumerate(["mon", "tue", "mon"])
    ]
    round_ = make_round(choosing)
    for n, family in enumerate(choosing.families):
        wish(family, round_, *courses[n % 3 :], *courses[: n % 3])
    draw(round_)
    folder = _folder(round_, tmp_path)

    assert cli.main(["verify", str(folder)]) == 0
    assert cli.main(["allocate", str(folder), "--out", str(tmp_path / "again")]) == 0
    for name in ("seats.csv", "why.csv", "waiting.csv", "certificate.json"):
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes(), name
    assert set(json.loads((folder / "certificate.json").read_text())["checked"].values()) == {0}

    seats = (folder / "seats.csv").read_text().splitlines()
    (folder / "seats.csv").write_text("\n".join(seats[:-1]) + "\n")
    assert cli.main(["verify", str(folder)]) == 1
    capsys.readouterr()


def test_the_seed_is_the_secret_that_was_committed_to() -> None:
    choosing = make_choosing(1)
    round_ = make_round(choosing)
    assert round_.seed == ""
    draw(round_)
    drawn = Round.objects.get(pk=round_.pk)
    assert hashlib.sha256(drawn.seed.encode()).hexdigest() == drawn.commitment


def test_what_the_public_sees_names_no_child() -> None:
    choosing = make_choosing(3)
    section, round_ = make_course(choosing.school), make_round(choosing)
    for family in choosing.families:
        wish(family, round_, section)
    draw(round_)
    public = json.dumps(Round.objects.get(pk=round_.pk).certificate)
    assert not any(code_of(f) in public for f in choosing.families)
    assert len(Round.objects.get(pk=round_.pk).input_digest) == 64
