"""The definition, its fast ways in plain Python and compiled, on one thread and on two: the same seats to the bit."""

import importlib
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from kehou import cli
from kehou.engines.allocation import Round, Section, Slot, Student, Wish, kernel, spec, weeks
from kehou.engines.allocation.solvers import compiling, deferred, in_order, tied

from .rounds import random_round

SMALL, LARGE = 2500, 100


def _round(seed: int) -> Round:
    """A third of them with one order and slots of their own, a third with seats reserved for every group, even more than
    there are; the last ones with more children than a word has bits."""
    dice = Random(seed)
    round_ = random_round(dice, plain=seed % 3 == 0, most_children=9 if seed < SMALL else 120)
    if seed % 3 != 1:
        return round_
    pairs = ((section, group) for section in round_.sections.values() for group in (1, 2, 3))
    return replace(round_, reserved={(s.id, group): dice.randint(0, s.capacity) for s, group in pairs})


@pytest.mark.invariant("I2")
def test_every_fast_way_gives_the_seats_of_the_definition_on_thousands_of_rounds() -> None:
    pytest.importorskip("numba")
    for seed in range(SMALL + LARGE):
        round_ = _round(seed)
        defined = spec.allocate(round_)
        for use_compiled in (False, True):
            decide = partial(kernel.decide_part, use_compiled=use_compiled)
            assert spec.allocate(round_, decide) == defined, f"seed {seed}, compiled: {use_compiled}"


def test_a_school_is_decided_without_the_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause of seconds: below COMPILE_FROM numba is not even loaded."""
    for solver in (in_order, deferred, tied):
        monkeypatch.setattr(solver, "compiled", lambda: pytest.fail("compiled for a school"))
    ids = [f"{i:04}" for i in range(1500)]
    sections = {f"{slot}{j}": Section(f"{slot}{j}", (slot,), 20) for slot in "ab" for j in range(6)}
    wishes = {id: tuple(Wish(rank, section) for rank, section in enumerate(sections, 1)) for id in ids}
    students = {id: Student(id, number) for number, id in enumerate(ids)}
    round_ = Round((Slot("a"), Slot("b")), sections, students, wishes)
    assert len(kernel.allocate(round_).seats) == 240


def test_more_wishes_than_a_byte_counts_are_decided_by_the_definition() -> None:
    sections = {f"s{j:03}": Section(f"s{j:03}", ("mon",), 1) for j in range(kernel.LONGEST + 1)}
    wishes = {"ann": tuple(Wish(rank, id) for rank, id in enumerate(sections, start=1))}
    round_ = Round((Slot("mon"),), sections, {"ann": Student("ann", 1)}, wishes, classes={("s000", "ann"): 1})
    assert kernel.allocate(round_) == spec.allocate(round_)


Arrays = tuple[np.ndarray, ...]


def _lists(dice: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(choice, capacity, minimum) of a few parts."""
    parts, children, sections, width = (int(dice.integers(1, most)) for most in (9, 90, 8, 5))
    choice = np.argsort(dice.random((parts, children, sections + 1)), axis=2)[:, :, : width + 1].astype(np.int16)
    choice[choice == sections] = kernel.NONE  # the list ends here
    capacity, minimum = dice.integers(0, 19, (2, parts, sections))
    return choice, capacity, minimum


def _in_order(dice: np.random.Generator) -> Arrays:
    choice, *rest = _lists(dice)
    return choice, np.argsort(dice.random(choice.shape[:2]), axis=1).astype(np.int32), *rest


def _deferred(dice: np.random.Generator) -> Arrays:
    choice, capacity, minimum = _lists(dice)
    parts, children, _ = choice.shape
    sections, kinds = capacity.shape[1], int(dice.integers(1, 4))
    rank = np.argsort(dice.random((parts, sections, children)), axis=2)
    claim = np.take_along_axis(rank.transpose(0, 2, 1), np.maximum(choice, 0).astype(np.int64), axis=2)
    kind = dice.integers(0, kinds, (parts, children))
    return choice, claim, kind, dice.integers(0, 9, (parts, sections, kinds)), capacity, minimum


def _tied(dice: np.random.Generator) -> Arrays:
    choice, capacity, minimum = _lists(dice)
    parts, children, _ = choice.shape
    order = np.argsort(dice.random((parts, children)), axis=1)
    meets, excludes, close = dice.integers(1, 64, (3, *capacity.shape))
    quota, home = dice.integers(0, 4, (2, parts, children))
    campus = dice.integers(0, 3, capacity.shape)
    return choice, order, quota, home, meets, meets | excludes, close, campus, capacity, minimum


@pytest.mark.parametrize(
    ("many", "some"),
    [
        (in_order.serve_many, _in_order),
        (deferred.defer_many, _deferred),
        (tied.serve_tied_many, _tied),
    ],
)
def test_two_threads_give_the_seats_of_one_and_of_plain_python(
    many: Callable[..., tuple[np.ndarray, np.ndarray]], some: Callable[[np.random.Generator], Arrays]
) -> None:
    pytest.importorskip("numba")
    dice = np.random.default_rng(1)
    seated = 0
    for _ in range(120):
        arrays = some(dice)
        plain = many(*arrays, use_compiled=False)
        seated += int((plain[0] > 0).sum())
        for threads in (1, 2, 5):
            got = many(*arrays, use_compiled=True, threads=threads)
            assert all((a == b).all() for a, b in zip(plain, got, strict=True))
    assert seated > 1000


def test_what_is_compiled_closes_over_nothing() -> None:
    """numba knows a kept function again by its bytes; a function closed over is another in every process."""
    pytest.importorskip("numba")
    for solver in (in_order.compiled(), deferred.compiled(), tied.compiled(), *weeks.compiled()):
        assert solver.py_func.__closure__ is None


def test_what_was_kept_is_dropped_when_a_helper_in_another_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("numba")
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "kept_outer.py").write_text("from kept_inner import inner\n\n\ndef outer(x):\n    return inner(x)\n")

    def compiled(factor: int, changed: float) -> Any:
        (tmp_path / "kept_inner.py").write_text(f"def inner(x):\n    return {factor} * x\n")
        os.utime(tmp_path / "kept_inner.py", (changed, changed))
        for name in ("kept_outer", "kept_inner"):
            sys.modules.pop(name, None)
        importlib.invalidate_caches()
        outer = importlib.import_module("kept_outer")
        return compiling.compile_kept(outer.outer, "int64(int64)", outer.inner)

    now = (tmp_path / "kept_outer.py").stat().st_mtime
    assert compiled(2, now)(21) == 42
    again = compiled(2, now)
    assert (again(21), sum(again.stats.cache_hits.values())) == (42, 1)
    assert compiled(3, now + 60)(21) == 63
    monkeypatch.delitem(sys.modules, "kept_outer")
    monkeypatch.delitem(sys.modules, "kept_inner")


def test_where_nothing_can_be_kept_only_very_much_work_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "_is_kept", lambda: False)
    assert not compiling.is_worth(10_000, 5_000)
    assert compiling.is_worth(500_000, 5_000)
    monkeypatch.setattr(compiling, "_is_kept", lambda: True)
    assert compiling.is_worth(10_000, 5_000)
    assert not compiling.is_worth(4_000, 5_000)


@pytest.mark.parametrize("has_numba", [True, False])
def test_warming_up_says_what_was_done(
    has_numba: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if has_numba:
        pytest.importorskip("numba")
    else:
        for solver in (in_order, deferred, tied):
            monkeypatch.setattr(solver, "compiled", lambda: None)
    assert cli.main(["warm"]) == 0
    assert ("准备好了" if has_numba else "没有装 numba") in capsys.readouterr().out
