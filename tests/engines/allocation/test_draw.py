"""The draw: fixed by a secret nobody can change, the same for everyone who works it out, fair to each child."""

import hashlib
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from kehou.engines.allocation import draw

ids = st.sets(st.text(min_size=1, max_size=8), min_size=1, max_size=12)


def test_the_commitment_is_the_plain_hash_of_the_secret() -> None:
    assert draw.commitment("secret") == "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"


def test_the_numbers_can_be_worked_out_by_hand() -> None:
    students = ["ann", "bob", "cas"]
    by_hand = sorted(students, key=lambda student: hashlib.sha256(f"7|{student}".encode()).hexdigest())
    assert draw.numbers("7", students) == {student: place for place, student in enumerate(by_hand, start=1)}


@given(st.text(), ids)
def test_every_child_has_its_own_number_from_one_on(seed: str, students: set[str]) -> None:
    numbers = draw.numbers(seed, students)
    assert sorted(numbers.values()) == list(range(1, len(students) + 1))
    assert draw.numbers(seed, sorted(students, reverse=True)) == numbers


@given(st.text(), ids)
def test_who_else_takes_part_never_turns_two_children_round(seed: str, students: set[str]) -> None:
    everyone = draw.numbers(seed, students)
    for left_out in students:
        fewer = draw.numbers(seed, students - {left_out})
        assert sorted(fewer, key=fewer.__getitem__) == sorted(fewer, key=everyone.__getitem__)


def test_each_child_is_as_likely_to_be_first_as_any_other() -> None:
    """3,000 secrets, 4 children: 750 each expected, standard deviation 24."""
    students = ["0001", "0002", "0003", "0010"]
    first = Counter(min(students, key=draw.numbers(f"secret {i}", students).__getitem__) for i in range(3000))
    assert all(abs(first[student] - 750) < 5 * 24 for student in students)


def test_a_value_drawn_in_public_changes_the_seed() -> None:
    assert draw.seed_from("secret") == "secret"
    assert draw.seed_from("secret", "3 5 1") == "secret|3 5 1"
