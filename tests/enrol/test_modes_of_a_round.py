"""A round is run as the school chose when it opened: wishes, freeze, draw, reasons, receipts, check, in every mode."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from kehou import cli
from kehou.engines.allocation.settings import MODES
from kehou.enrol.actions.open_round import open_round
from kehou.enrol.actions.rank_choices import rank_choices
from kehou.enrol.facts import seats as seat_facts
from kehou.enrol.models import FrozenFile, Round, Wishes, WishOutcome
from kehou.enrol.queries.receipts import receipt
from kehou.enrol.queries.results import result
from kehou.enrol.queries.rounds import receipt_faults
from kehou.ground.refusal import Refusal
from kehou.kernel.act import by_public
from kehou.menu.models import Section
from kehou.web.family.why import why
from tests.make.enrol import (
    CLOSES,
    DRAWN,
    JOINED,
    OPENS,
    Choosing,
    Family,
    draw,
    line,
    make_choosing,
    make_course,
    make_round,
    seated,
    wish,
)
from tests.make.people import act_of, make_officer

pytestmark = pytest.mark.django_db


def chosen(mode: str, families: int = 6, gate: int = 30) -> tuple[Choosing, list[Section], Round]:
    """Everybody wants the one seat of chess on Monday, then clay; and ball on Tuesday. They file ten minutes apart."""
    choosing = make_choosing(families)
    courses = [
        make_course(choosing.school, "围棋", capacity=1),
        make_course(choosing.school, "陶泥", capacity=2),
        make_course(choosing.school, "篮球", capacity=3, days=("tue",)),
    ]
    round_ = make_round(choosing, mode=mode, gate=gate)
    for number, family in enumerate(choosing.families):
        wish(family, round_, *courses, at=OPENS + timedelta(minutes=10 * number, seconds=7))
    return choosing, courses, round_


@pytest.mark.invariant("I2")
@pytest.mark.parametrize("mode", MODES)
def test_a_round_of_every_mode_can_be_worked_out_again_from_its_files(mode: str, tmp_path: Path, capsys) -> None:
    choosing, _, round_ = chosen(mode)
    assert draw(round_) == 6, "no seat stays free that somebody wants"
    drawn = Round.objects.get(pk=round_.pk)
    assert drawn.certificate["mode"] == mode
    assert not any(drawn.certificate["checked"].values())
    held = []
    for family in choosing.families:
        found = receipt(family.at(DRAWN), child_id=family.child.pk).receipt
        assert found is not None
        assert receipt_faults(by_public(DRAWN), round_id=round_.pk, text=json.dumps(found)) == []
        held += ["--receipt", str(tmp_path / f"{family.child.pk}.json")]
        Path(held[-1]).write_text(json.dumps(found), "utf-8")
    whole = tmp_path / "whole"
    whole.mkdir()
    for file in FrozenFile.objects.filter(round=round_):
        (whole / file.name).write_bytes(file.text.encode())
    assert cli.main(["verify", str(whole), *held]) == 0, capsys.readouterr().out
    settings = (whole / "round.yaml").read_text("utf-8")
    (whole / "round.yaml").write_text(settings.replace(mode, next(other for other in MODES if other != mode)), "utf-8")
    assert cli.main(["verify", str(whole)]) == 1, "the mode was frozen with the wishes"


@pytest.mark.parametrize("mode", MODES)
def test_a_family_reads_a_place_in_a_line_only_where_a_line_decided(mode: str) -> None:
    choosing, _, round_ = chosen(mode)
    draw(round_)
    told = [
        (answered, why(answered, "沐阳", mode))
        for family in choosing.families
        for answered in result(family.at(DRAWN), child_id=family.child.pk).answered
        if answered.answer in ("given", "full")
    ]
    assert {answered.answer for answered, _ in told} == {"given", "full"}
    has_line = mode in ("rotating-draw", "fair-gate")
    for answered, says in told:
        assert (says.line is not None) == has_line
        assert bool(answered.figures["mine"]) == has_line
        assert all("%" not in sentence for sentence in says.sentences)


def order_of(section: Section) -> list[int]:
    """Who was served, first to last: who sits there, then who waits."""
    return [*seated(section), *line(section)]


def test_minutes_inside_the_gate_do_not_count_and_later_ones_do() -> None:
    choosing, courses, round_ = chosen("fair-gate", gate=30)  # three inside; then 30, 40 and 50 minutes
    draw(round_)
    children = [family.child.pk for family in choosing.families]
    served = order_of(courses[0])
    assert served[3:] == children[3:], "in the order of arrival"
    arrived = {row.split(",")[6] for row in text_of(round_, "students.csv").splitlines()[1:]}
    assert arrived == {"0", "1800", "2400", "3000"}, "no seconds, and inside the gate no minute either"
    assert not Wishes.objects.exclude(arrived_at=None).exists(), "what counted is frozen, the rest is forgotten"


def text_of(round_: Round, name: str) -> str:
    return FrozenFile.objects.get(round=round_, name=name).text


def test_in_the_gate_the_number_decides_and_nobody_gains_by_being_quick() -> None:
    choosing, courses, round_ = chosen("fair-gate", gate=60)
    draw(round_)
    lottery = dict(WishOutcome.objects.filter(section=courses[0]).values_list("pupil_id", "lottery"))
    assert order_of(courses[0]) == sorted(lottery, key=lambda child: lottery[child] or 0)
    assert order_of(courses[0]) != [family.child.pk for family in choosing.families]


@pytest.mark.clause("八.3d")
@pytest.mark.parametrize("mode", MODES)
def test_a_left_behind_child_that_files_last_is_passed_by_nobody(mode: str) -> None:
    choosing, courses, round_ = chosen(mode)
    late = choosing.family(left_behind=1)
    wish(late, round_, *courses, at=CLOSES - timedelta(minutes=1))
    draw(round_)
    assert seated(courses[0]) == [late.child.pk]
    assert {row.group for row in seat_facts(choosing.school.pk, choosing.term.pk)} == {"1", "3"}


def test_a_list_changed_after_the_gate_keeps_its_arrival_and_only_where_arrivals_count_is_one_kept() -> None:
    choosing, courses, round_ = chosen("fair-gate")
    family = choosing.families[0]
    wish(family, round_, courses[1], at=OPENS + timedelta(days=2))
    assert Wishes.objects.get(pupil=family.child).arrived_at == OPENS + timedelta(seconds=7)
    other, _, _ = chosen("draft")
    assert not Wishes.objects.filter(pupil=other.families[0].child).exclude(arrived_at=None).exists()


def test_an_empty_list_is_no_arrival() -> None:
    choosing, courses, round_ = chosen("fair-gate", families=1)
    family = choosing.family()
    save(family, round_, [], OPENS + timedelta(minutes=1))
    save(family, round_, [courses[0].pk], OPENS + timedelta(minutes=45))
    assert Wishes.objects.get(pupil=family.child).arrived_at == OPENS + timedelta(minutes=45)


def save(family: Family, round_: Round, sections: list[int], at) -> None:
    rank_choices(family.at(at), round_id=round_.pk, child_id=family.child.pk, section_ids=sections)


@pytest.mark.parametrize(
    ("given", "code"), [({"mode": "lottery"}, "bad_mode"), ({"mode": "fair-gate", "gate": 0}, "bad_gate"),
                        ({"mode": "fair-gate", "gate": 9000}, "bad_gate")],
)  # fmt: skip
def test_a_mode_or_a_gate_that_cannot_be_is_refused(given: dict[str, object], code: str) -> None:
    choosing = make_choosing()
    with pytest.raises(Refusal) as refused:
        open_round(
            act_of(make_officer("coordinator", choosing.school), JOINED), **choosing.ids, name="秋季选课",
            opens_at=OPENS, closes_at=CLOSES, **given,
        )  # fmt: skip
    assert refused.value.code == code
