"""What a file would change, shown before anything is written."""

from dataclasses import replace

import pytest

from kehou.people.roll.diff import PUPIL, STAFF, Diff, FieldChange, diff, record_of
from kehou.people.roll.parse import ParsedRoll, RollRow
from tests.people.roll.cast import ROW, parse

PUPIL_A = parse(ROW).rows[0]
PUPIL_B = replace(PUPIL_A, name="苏日娜", id_number="15030220180305900X", guardians=())


def roll(*rows: RollRow) -> ParsedRoll:
    return ParsedRoll(rows, ())


@pytest.mark.invariant("I25")
def test_the_same_file_twice_changes_nothing() -> None:
    found = diff([record_of(PUPIL_A), record_of(PUPIL_B)], roll(PUPIL_B, PUPIL_A), identity=PUPIL)
    assert found == Diff((), (), (), 2, ())


def test_records_are_plain_values_without_the_row_number() -> None:
    record = record_of(PUPIL_A)
    assert "number" not in record
    assert record["born"] == "2018-03-05"
    assert record["guardians"] == [{"name": "周国栋", "relation": "父亲", "phone": "15400000001"}]


def test_new_changed_and_gone_are_told_apart() -> None:
    moved = replace(PUPIL_A, number=9, class_no=3)
    newcomer = replace(PUPIL_A, name="巴特尔", id_number="X", guardians=())
    found = diff([record_of(PUPIL_A), record_of(PUPIL_B)], roll(moved, newcomer), identity=PUPIL)
    assert [record["name"] for record in found.new] == ["巴特尔"]
    assert [(change.key, change.changes) for change in found.changed] == [
        (PUPIL_A.id_number, (FieldChange("class_no", 2, 3),))
    ]
    assert found.gone == (PUPIL_B.id_number,)


def test_only_what_is_stored_is_compared() -> None:
    stored = {name: record_of(PUPIL_A)[name] for name in ("id_number", "name", "grade")}
    assert diff([stored], roll(replace(PUPIL_A, seat_no=30)), identity=PUPIL) == Diff((), (), (), 1, ())


def test_a_corrected_id_number_keeps_the_child() -> None:
    corrected = replace(PUPIL_A, id_number="15030220180305900X")
    found = diff([record_of(PUPIL_A)], roll(corrected), identity=PUPIL)
    assert not found.new and not found.gone
    assert found.changed[0].key == PUPIL_A.id_number
    assert [change.field for change in found.changed[0].changes] == ["id_number"]


def test_the_same_name_in_another_family_is_another_child() -> None:
    namesake = replace(PUPIL_A, id_number="X", guardians=())
    found = diff([record_of(PUPIL_A)], roll(namesake), identity=PUPIL)
    assert (len(found.new), len(found.gone), len(found.changed)) == (1, 1, 0)


def test_where_two_could_be_the_child_nobody_is_guessed() -> None:
    found = diff(
        [record_of(PUPIL_A)],
        roll(replace(PUPIL_A, id_number="X"), replace(PUPIL_A, id_number="Y")),
        identity=PUPIL,
    )
    assert (len(found.new), len(found.gone)) == (2, 1)


def test_staff_are_found_by_phone_only() -> None:
    stored = {"phone": "15400000001", "name": "王芳"}
    found = diff([stored], ParsedRoll((), ()), identity=STAFF)
    assert found.gone == ("15400000001",)
    assert STAFF.again == ()


def test_refused_rows_make_a_difference_of_their_own() -> None:
    parsed = parse(ROW | {"性别": "男"})
    found = diff([], parsed, identity=PUPIL)
    assert found.refused == parsed.refused


def test_a_child_whose_row_was_refused_is_not_shown_as_gone() -> None:
    parsed = parse(ROW | {"成员1联系电话": "154"})
    assert parsed.rows == () and PUPIL_A.id_number not in repr(parsed)
    found = diff([record_of(PUPIL_A), record_of(PUPIL_B)], parsed, identity=PUPIL)
    assert found.gone == (PUPIL_B.id_number,)
