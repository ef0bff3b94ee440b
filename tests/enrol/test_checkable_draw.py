"""Commit, freeze, dice, draw in the running system: who could steer it, what stands on record, what a family holds."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest

from kehou import cli
from kehou.engines.allocation import drawlog
from kehou.engines.allocation.frozen import tables_digest
from kehou.enrol.actions import allocate_round as drawing
from kehou.enrol.actions.allocate_round import allocate_round
from kehou.enrol.actions.freeze_round import freeze_round
from kehou.enrol.actions.rank_choices import rank_choices
from kehou.enrol.actions.state_public_value import state_public_value
from kehou.enrol.actions.withdraw_consent import withdraw_consent
from kehou.enrol.models import FrozenFile, PublicValue, Round, Seat, WishOutcome
from kehou.enrol.queries.receipts import receipt
from kehou.enrol.queries.rounds import public_files, receipt_faults
from kehou.ground.refusal import Refusal
from kehou.jobs.close_rounds import close_rounds
from kehou.kernel.act import by_public, by_system
from kehou.menu.models import Section
from tests.make.enrol import CLOSES, DRAWN, code_of, draw, line, make_choosing, make_course, make_round, seated, wish
from tests.make.people import act_of, make_officer

pytestmark = pytest.mark.django_db

UNTIL = CLOSES + timedelta(hours=24)


def with_dice(families: int = 4, capacity: int = 2):
    """A round whose families have chosen, that waits for a public value."""
    choosing = make_choosing(families)
    section, round_ = make_course(choosing.school, capacity=capacity), make_round(choosing)
    Round.objects.filter(pk=round_.pk).update(value_until=UNTIL)
    for family in choosing.families:
        wish(family, round_, section)
    return choosing, section, round_


def freeze(round_: Round, at=DRAWN) -> int:
    return freeze_round(by_system("test", at), school_id=round_.school_id, round_id=round_.pk)


def types(account, round_: Round, value: str, at=DRAWN) -> str:
    return state_public_value(act_of(account, at), school_id=round_.school_id, round_id=round_.pk, value=value)


def test_what_the_dice_showed_counts_when_two_people_typed_the_same() -> None:
    choosing, section, round_ = with_dice()
    coordinator, principal = (make_officer(role, choosing.school) for role in ("coordinator", "principal"))
    freeze(round_)
    assert types(coordinator, round_, "３ 5 1  6 6 2") == "first"
    assert types(coordinator, round_, "3 5 1 6 6 2") == "first", "one person typing twice is still one person"
    with pytest.raises(Refusal) as early:
        draw(round_)
    assert types(principal, round_, "3 5 1 6 6 2") == "agreed"
    draw(round_)
    drawn = Round.objects.get(pk=round_.pk)
    assert (early.value.code, drawn.public_value) == ("awaits_public_value", "3 5 1 6 6 2")
    assert drawn.log[-1]["public"] == "3 5 1 6 6 2"
    assert len(seated(section)) == 2


def test_two_people_who_differ_decide_nothing_and_both_words_stay_on_record() -> None:
    choosing, _, round_ = with_dice()
    coordinator, principal = (make_officer(role, choosing.school) for role in ("coordinator", "principal"))
    freeze(round_)
    types(coordinator, round_, "351662")
    assert types(principal, round_, "351666") == "differs"
    assert Round.objects.get(pk=round_.pk).public_value == ""
    with pytest.raises(Refusal):
        draw(round_)
    assert types(principal, round_, "351662") == "agreed"
    assert list(PublicValue.objects.order_by("pk").values_list("value", flat=True)) == ["351662", "351666", "351662"]
    with pytest.raises(Refusal) as again:
        types(principal, round_, "111111")
    assert again.value.code == "value_stated"


@pytest.mark.parametrize("value", ["", "12345", "3 5 1 6 6 !", "7" * 65])
def test_a_value_that_cannot_have_been_drawn_is_refused(value: str) -> None:
    choosing, _, round_ = with_dice()
    freeze(round_)
    with pytest.raises(Refusal) as refused:
        types(make_officer("coordinator", choosing.school), round_, value)
    assert refused.value.code == "bad_value"


def test_nothing_is_typed_before_the_wishes_are_frozen() -> None:
    choosing, _, round_ = with_dice()
    with pytest.raises(Refusal) as early:
        types(make_officer("coordinator", choosing.school), round_, "351662")
    assert early.value.code == "not_frozen"


def test_the_clock_freezes_at_once_waits_a_day_and_then_draws_without_dice() -> None:
    """Children are not left without a course because nobody threw dice; that nobody did is in the log."""
    _, section, round_ = with_dice()
    close_rounds(DRAWN)
    frozen = Round.objects.get(pk=round_.pk)
    assert (frozen.state, frozen.frozen_at, [s["event"] for s in frozen.log]) == (
        "open",
        DRAWN,
        ["committed", "frozen"],
    )
    close_rounds(UNTIL - timedelta(minutes=1))
    assert seated(section) == []
    close_rounds(UNTIL)
    drawn = Round.objects.get(pk=round_.pk)
    assert (drawn.state, drawn.log[-1]["public"]) == ("drawn", "")
    assert drawlog.faults(drawn.log) == []


def test_the_draw_is_of_what_was_frozen_and_who_withdrew_since_gets_nothing() -> None:
    choosing, section, round_ = with_dice(families=4, capacity=2)
    freeze(round_)
    frozen = FrozenFile.objects.get(round=round_, name="wishes.csv").text
    order = sorted(choosing.families, key=lambda f: f.child.pk)
    for gone in order[:3]:
        withdraw_consent(gone.at(DRAWN + timedelta(hours=1)), child_id=gone.child.pk, term_id=round_.term_id)
    draw(round_, UNTIL)
    assert FrozenFile.objects.get(round=round_, name="wishes.csv").text == frozen
    assert set(seated(section)) | set(line(section)) == {order[3].child.pk}
    assert not Seat.objects.filter(pupil__in=[f.child.pk for f in order[:3]]).exists()


def test_a_room_that_shrank_since_the_freeze_seats_whom_it_holds_and_the_next_wait_in_front() -> None:
    _, section, round_ = with_dice(families=4, capacity=2)
    freeze(round_)
    Section.objects.filter(pk=section.pk).update(capacity=1)
    draw(round_, UNTIL)
    assert (len(seated(section)), len(line(section))) == (1, 3)
    given = FrozenFile.objects.get(round=round_, name="seats.csv").text.splitlines()[1:]
    assert len(given) == 2, "the published draw is the one that was drawn"


def test_a_section_closed_since_the_freeze_takes_nobody_and_the_published_draw_stays_the_frozen_one() -> None:
    _, section, round_ = with_dice(families=4, capacity=2)
    freeze(round_)
    Section.objects.filter(pk=section.pk).update(state="closed")
    draw(round_, UNTIL)
    assert seated(section) == []
    answers = WishOutcome.objects.filter(round=round_, section=section).values_list("result", "reason__answer")
    assert {(result, answer) for result, answer in answers if answer != "full"} == {("none", "closed")}
    files = {file.name: file.text for file in FrozenFile.objects.filter(round=round_)}
    assert len(files["seats.csv"].splitlines()) == 3
    assert Round.objects.get(pk=round_.pk).log[1]["inputs"] == tables_digest(
        {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}
    )


@pytest.mark.parametrize("field", ["secret", "commitment"])
def test_a_secret_that_does_not_match_its_commitment_draws_nothing(field: str) -> None:
    _, section, round_ = with_dice()
    Round.objects.filter(pk=round_.pk).update(**{field: "0" * 64})
    with pytest.raises(Refusal) as refused:
        draw(round_, UNTIL)
    assert (refused.value.code, seated(section)) == ("secret_changed", [])


def test_a_clock_set_back_between_freeze_and_reveal_draws_nothing() -> None:
    _, section, round_ = with_dice()
    freeze(round_, DRAWN + timedelta(hours=3))
    Round.objects.filter(pk=round_.pk).update(value_until=None)
    with pytest.raises(Refusal) as refused:
        draw(round_, DRAWN)
    assert (refused.value.code, seated(section)) == ("clock_set_back", [])


def test_a_draw_cut_off_leaves_nothing_and_the_next_try_gives_the_same(monkeypatch) -> None:
    _, section, round_ = with_dice()
    freeze(round_)
    with monkeypatch.context() as broken:
        broken.setattr(drawing, "_tell", lambda *given: (_ for _ in ()).throw(OSError("cut off")))
        with pytest.raises(OSError, match="cut off"):
            draw(round_, UNTIL)
    assert (seated(section), Round.objects.get(pk=round_.pk).state) == ([], "open")
    assert not FrozenFile.objects.filter(round=round_, name="certificate.json").exists()
    draw(round_, UNTIL)
    assert len(seated(section)) == 2
    with pytest.raises(Refusal):
        allocate_round(by_system("test", UNTIL), school_id=round_.school_id, round_id=round_.pk)


def test_a_frozen_round_takes_no_more_wishes() -> None:
    choosing, section, round_ = with_dice()
    freeze(round_)
    family = choosing.families[0]
    with pytest.raises(Refusal) as late:
        rank_choices(
            family.at(DRAWN), round_id=round_.pk, child_id=family.child.pk, section_ids=[section.pk], submit=True
        )
    assert late.value.code == "round_closed"


def test_every_family_holds_a_receipt_from_the_freeze_on_that_fits_what_is_published(tmp_path: Path, capsys) -> None:
    choosing, _, round_ = with_dice()
    freeze(round_)
    for at in (DRAWN, UNTIL):
        for family in choosing.families:
            found = receipt(family.at(at), child_id=family.child.pk)
            assert found.receipt is not None
            assert found.receipt["student"] == code_of(family)
            assert found.wishes == ("乒乓球",)
            text = json.dumps(found.receipt)
            assert receipt_faults(by_public(at), round_id=round_.pk, text=text) == []
            wrong = json.dumps({**found.receipt, "wishes": "1 c0001"})
            assert receipt_faults(by_public(at), round_id=round_.pk, text=wrong)
        if at == DRAWN:
            assert "number" not in found.receipt
            draw(round_, UNTIL)
    assert found.receipt["number"] in range(1, 5)
    assert receipt_faults(by_public(UNTIL), round_id=round_.pk, text="[1]") is None
    for file in FrozenFile.objects.filter(round=round_):
        (tmp_path / file.name).write_bytes(file.text.encode())
    (tmp_path / "r.txt").write_text(json.dumps(found.receipt))
    assert cli.main(["verify", str(tmp_path), "--receipt", str(tmp_path / "r.txt")]) == 0, capsys.readouterr().out


def test_the_public_files_name_no_child_and_no_group() -> None:
    choosing, _, round_ = with_dice()
    freeze(round_)
    draw(round_, UNTIL)
    files = public_files(by_public(UNTIL), round_id=round_.pk)
    assert sorted(files) == ["draws.jsonl", "public.csv", "tickets.csv"]
    text = "".join(files.values())
    assert not any(code_of(family) in text for family in choosing.families)
    assert Round.objects.get(pk=round_.pk).key not in text
