"""docs/moments.md says when each rule speaks."""

from kehou.commands.moments import PLACE, asked_by_rooms, page
from kehou.policy.rule import all_rules


def test_the_page_of_moments_is_what_the_code_does() -> None:
    assert PLACE.read_text(encoding="utf-8") == page(), "write it anew: .venv/bin/kehou moments --write"


def test_what_a_room_asks_by_name_is_a_rule() -> None:
    assert asked_by_rooms() and set(asked_by_rooms()) <= set(all_rules())


def test_every_rule_of_a_school_speaks_at_night_and_every_block_is_refused() -> None:
    rows = [line.split(" | ") for line in page().splitlines() if line.startswith("| ") and "| clause" not in line]
    judges = {name: rule.judges for name, rule in all_rules().items()}
    assert {row[1] for row in rows} == set(judges)
    of_school = [row for row in rows if {"plan", "records"} & set(judges[row[1]])]
    assert all(row[-1].startswith("yes") for row in of_school)
    assert all(row[4] == "the plan" for row in of_school if row[2] == "block")
