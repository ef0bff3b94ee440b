"""What was published of a draw, against every way of cheating: `kehou verify` and docs/verify.py each name it."""

import dataclasses
import json
import runpy
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import pytest

from kehou import cli
from kehou.engines.allocation import Round, Section, Student, Wish, drawlog, merkle
from kehou.engines.allocation.frozen import folder_texts
from kehou.engines.allocation.publication import read_published
from kehou.engines.allocation.settings import Settings

from .published import hold, only_public, publish, receipts_of
from .rounds import make_round, random_round

INDEPENDENT = Path(__file__).parents[3] / "docs" / "verify.py"

Said = Callable[..., tuple[int, str]]


def autumn() -> Round:
    """Twelve children, two days, one hot course a day."""
    sections = [Section("chess", ("mon",), 3), Section("clay", ("mon",), 9), Section("ball", ("tue",), 4)]
    wishes = {f"k{n:02d}": "chess clay ball" for n in range(12)}
    return make_round(sections, wishes, slots="mon tue", groups={"k00": 1, **{f"k{n:02d}": 2 for n in range(1, 12)}})


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Said:
    """(exit status, what was said) of one of the two checkers."""

    def ask(checker: str, folder: Path, receipts: Sequence[Path] = ()) -> tuple[int, str]:
        if checker == "kehou verify":
            flags = [word for receipt in receipts for word in ("--receipt", str(receipt))]
            status = cli.main(["verify", str(folder), *flags])
        else:
            monkeypatch.setattr(sys, "argv", [str(INDEPENDENT), str(folder), *map(str, receipts)])
            with pytest.raises(SystemExit) as ended:
                runpy.run_path(str(INDEPENDENT), run_name="__main__")
            status = int(ended.value.code or 0)
        return status, capsys.readouterr().out

    return ask


CHECKERS = ("kehou verify", "docs/verify.py")


@pytest.mark.parametrize("checker", CHECKERS)
def test_an_honest_round_is_right_whole_and_public_with_every_receipt(tmp_path: Path, said: Said, checker: str) -> None:
    whole = publish(tmp_path / "whole", autumn())
    held = [hold(receipt, tmp_path / f"{id}.json") for id, receipt in receipts_of(whole).items()]
    assert len(held) == 12
    for folder in (whole, only_public(whole, tmp_path / "public")):
        status, says = said(checker, folder, held)
        assert status == 0, says
        assert says.count("\n") == 1
        if folder != whole:
            assert ("不" in says or "名额" in says) if checker == "kehou verify" else "not published" in says


# Each cheat: what it does to a folder, and a word that each checker must then say.


def rewrite(folder: Path, name: str, change: Callable[[str], str]) -> None:
    text = (folder / name).read_text("utf-8")
    changed = change(text)
    assert changed != text
    (folder / name).write_bytes(changed.encode())


def swap_lines(text: str, first: int = 1, second: int = 2) -> str:
    lines = text.splitlines()
    lines[first], lines[second] = lines[second], lines[first]
    return "\n".join(lines) + "\n"


def another_seat(folder: Path) -> None:
    loser = next(id for id, receipt in receipts_of(folder).items() if "clay" in receipt["seats"])
    rewrite(folder, "seats.csv", lambda text: text.replace(f"{loser},clay,2", f"{loser},chess,1"))


def log_edit(change: Callable[[list[dict]], object]) -> Callable[[Path], None]:
    def cheat(folder: Path) -> None:
        def edited(text: str) -> str:
            log = drawlog.read(text)
            change(log)
            return drawlog.as_text(log)

        rewrite(folder, drawlog.FILE, edited)

    return cheat


def draw_again(log: list[dict]) -> None:
    log[:] = drawlog.appended(log, "drawn", round_name="autumn", at="2026-09-08T20:00:00+08:00", public="1 1 1")


def commit_again(log: list[dict]) -> None:
    first = drawlog.appended(log[:1], "committed", round_name="autumn", at="2026-09-02T08:00:00+08:00", commitment="0")
    log[:] = [*first, *log[1:]]


def another_reveal(folder: Path) -> None:
    rewrite(folder, "round.yaml", lambda text: text.replace("reveal: b", "reveal: c"))


CHEATS: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "a wrong seat": (another_seat, "应为", "a right to"),
    "a seat taken away": (lambda f: rewrite(f, "seats.csv", lambda t: t.replace("k00,ball", "k00,clay")), "k00", "k00"),
    "a family left out of the round": (
        lambda f: [rewrite(f, n, lambda t: "".join(r + "\n" for r in t.splitlines() if "k05" not in r))
                   for n in ("students.csv", "wishes.csv", "seats.csv")] and None,
        "k05", "k05: missing",
    ),
    "a family left out of what is published": (
        lambda f: rewrite(f, "public.csv", lambda t: t[: t.rstrip().rindex("\n") + 1]), "公开的志愿", "not the frozen wishes",
    ),
    "a changed wish in the round": (
        lambda f: rewrite(f, "wishes.csv", lambda t: t.replace("k03,1,chess", "k03,1,clay").replace("k03,2,clay", "k03,2,chess")),
        "k03 的志愿", "k03: missing, added, or a changed wish",
    ),
    "a changed wish in what is published": (
        lambda f: rewrite(f, "public.csv", lambda t: t.replace("1 chess;2", "1 clay;2", 1)), "公开的志愿", "not the frozen wishes",
    ),
    "a section closed after the freeze": (
        lambda f: rewrite(f, "sections.csv", lambda t: t.replace("clay,mon,9", "clay,mon,0")), "封存时的不是同一份", "not the frozen ones",
    ),
    "other rules than were frozen": (
        lambda f: rewrite(f, "round.yaml", lambda t: t.replace("rotate: true", "rotate: false")), "摇法和封存时", "not the rules",
    ),
    "other rules than were announced": (
        log_edit(lambda log: log[0].update(options={**log[1]["options"], "mode": "draft"})), "公布以后换过", "not the rules",
    ),
    "two swapped numbers": (lambda f: rewrite(f, "tickets.csv", swap_lines), "换过号", "numbers swapped"),
    "a secret that was not committed to": (another_reveal, "对不上", "not the secret committed to"),
    "other dice": (lambda f: rewrite(f, "round.yaml", lambda t: t.replace("3 5 1", "6 6 6")), "又摇过一次", "another draw"),
    "a second draw because the first was unlucky": (log_edit(draw_again), "不止一次号", "a second draw"),
    "a second secret": (log_edit(commit_again), "不止一个指纹", "a second draw"),
    "a clock set back before the reveal": (
        log_edit(lambda log: log[2].update(at="2026-08-31T00:00:00+08:00")), "时钟倒退", "clock",
    ),
    "a rewritten line of the log": (log_edit(lambda log: log[0].update(at="2026-09-01T09:00:00+08:00")), "被改过", "rewritten"),
    "a step left out of the log": (log_edit(lambda log: log.pop(1)), "缺一步", "left out"),
    "a draw left out of the log": (log_edit(lambda log: log.pop()), "却没有这一步", "not the certificate"),
    "a certificate made anew": (
        lambda f: rewrite(f, "certificate.json", lambda t: t.replace("{", "{ ", 1)), "证书|certificate.json", "certificate",
    ),
}  # fmt: skip


@pytest.mark.invariant("I2")
@pytest.mark.parametrize("checker", CHECKERS)
@pytest.mark.parametrize("cheat", CHEATS)
def test_each_way_to_cheat_is_found_and_named(tmp_path: Path, said: Said, cheat: str, checker: str) -> None:
    whole = publish(tmp_path / "whole", autumn())
    cheating, ours, independent = CHEATS[cheat]
    cheating(whole)
    status, says = said(checker, whole)
    assert status == 1, says
    wanted = (ours if checker == "kehou verify" else independent).split("|")
    assert any(word in says for word in wanted), says


@pytest.mark.parametrize(
    "rules", [{"mode": "week-fair"}, {"mode": "draft"}, {"mode": "fair-gate"}, {"groups_first": False}, {"travel": 20}]
)
def test_the_independent_checker_names_the_rules_it_does_not_work_out_again(
    tmp_path: Path, said: Said, rules: dict[str, object]
) -> None:
    """Nothing is passed in silence; what it can check it checks all the same."""
    round_ = autumn()
    days = tuple(dataclasses.replace(slot, starts=f"{slot.id} 16:30", ends="17:30") for slot in round_.slots)
    whole = publish(tmp_path / "whole", dataclasses.replace(round_, slots=days), **rules)
    name = str(rules.get("mode") or ("groups reserved" if "groups_first" in rules else "travel 20"))
    status, says = said("docs/verify.py", whole)
    assert status == 3, says
    assert f"not worked out again: {'mode ' if 'mode' in rules else ''}{name}" in says
    assert said("kehou verify", whole)[0] == 0
    rewrite(whole, "tickets.csv", swap_lines)
    assert said("docs/verify.py", whole)[0] == 1


def without(round_: Round, student: str) -> Round:
    students = {id: own for id, own in round_.students.items() if id != student}
    return dataclasses.replace(round_, students=students, wishes={id: round_.wishes[id] for id in students})


def worse_wish(round_: Round, student: str) -> Round:
    return dataclasses.replace(round_, wishes={**round_.wishes, student: (Wish(1, "clay"),)})


def weaker_group(round_: Round, student: str) -> Round:
    changed = Student(student, round_.students[student].lottery, group=9, grade=1)
    return dataclasses.replace(round_, students={**round_.students, student: changed})


@pytest.mark.parametrize("checker", CHECKERS)
@pytest.mark.parametrize(
    ("forge", "ours", "independent"),
    [
        (lambda path, round_: publish(path, without(round_, "k04")), "不在公开的志愿里", "k04: missing"),
        (lambda path, round_: publish(path, worse_wish(round_, "k04")), "志愿和收据上的不一样", "k04: a changed wish"),
        (lambda path, round_: publish(path, weaker_group(round_, "k04")), "改了年级、分组", "k04: missing"),
        (lambda path, round_: publish(path, round_, secret="luckier" * 5), "换过种子", "another draw"),
        (lambda path, round_: publish(path, round_, dice="1 1 1 1 1 1"), "k04 的号", "k04: a swapped number"),
    ],
    ids=["left out", "changed wish", "changed group", "another secret", "drawn again with other dice"],
)
def test_a_round_forged_as_a_whole_is_found_by_the_receipt_of_the_family_it_wrongs(
    tmp_path: Path, said: Said, checker: str, forge: Callable[[Path, Round], Path], ours: str, independent: str
) -> None:
    """The school rewrites every file so that all of them agree: only what it gave away before stands against it."""
    receipt = hold(receipts_of(publish(tmp_path / "first", autumn()))["k04"], tmp_path / "k04.json")
    forged = only_public(forge(tmp_path / "forged", autumn()), tmp_path / "public")
    assert said(checker, forged)[0] == 0, "by itself it looks right"
    status, says = said(checker, forged, [receipt])
    assert status == 1
    assert (ours if checker == "kehou verify" else independent) in says, says


@pytest.mark.parametrize("checker", CHECKERS)
@pytest.mark.parametrize(
    ("change", "ours", "independent"),
    [
        ({"number": 99}, "的号", "a swapped number"),
        ({"seats": ["chess", "clay"]}, "录取结果", "a wrong seat"),
        ({"wishes": "1 chess"}, "志愿和收据上的不一样", "a changed wish"),
        ({"root": "0" * 64}, "通不到", "of another list"),
    ],
)
def test_a_family_told_something_else_than_was_published_sees_it(
    tmp_path: Path, said: Said, checker: str, change: dict[str, object], ours: str, independent: str
) -> None:
    whole = publish(tmp_path / "whole", autumn())
    public = only_public(whole, tmp_path / "public")
    receipt = hold({**receipts_of(whole)["k04"], **change}, tmp_path / "k04.json")
    status, says = said(checker, public, [receipt])
    assert status == 1
    assert (ours if checker == "kehou verify" else independent) in says, says


def test_the_independent_checker_is_short_and_needs_nothing_installed() -> None:
    text = INDEPENDENT.read_text("utf-8")
    assert len(text.splitlines()) < 150
    imported = {line.split()[1] for line in text.splitlines() if line.startswith("from ")}
    imported |= {n for line in text.splitlines() if line.startswith("import ") for n in line[7:].split(", ")}
    assert imported <= set(sys.stdlib_module_names)


def test_the_independent_checker_finds_the_same_seats_in_any_round(tmp_path: Path, said: Said) -> None:
    for seed in range(120):
        round_ = random_round(Random(seed))
        if any(wish.rank == 0 for wishes in round_.wishes.values() for wish in wishes) or getattr(
            round_, "travel", None
        ):
            continue
        whole = publish(tmp_path / str(seed), round_)
        status, says = said("docs/verify.py", whole)
        assert status == 0, (seed, says)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 5, 8, 13])
def test_every_leaf_has_a_path_to_the_root_and_nothing_else_has(n: int) -> None:
    leaves = [merkle.leaf(str(i)) for i in range(n)]
    tree = merkle.levels(leaves)
    for i, leaf in enumerate(leaves):
        assert merkle.climb(leaf, merkle.path(tree, i)) == merkle.root(leaves)
        assert merkle.climb(merkle.leaf("other"), merkle.path(tree, i)) != merkle.root(leaves)
    assert merkle.root(leaves) != merkle.root([*leaves, merkle.leaf("more")])


@pytest.mark.parametrize("broken", ["{", "[]\n", '{"event": 1}\n', "\n{}\n"])
def test_a_log_that_is_none_is_said_in_a_sentence(tmp_path: Path, said: Said, broken: str) -> None:
    whole = publish(tmp_path / "whole", autumn())
    (whole / drawlog.FILE).write_text(broken, "utf-8")
    for checker in CHECKERS:
        status, says = said(checker, whole)
        assert status in (1, 2)
        assert "Traceback" not in says


def test_what_is_published_does_not_change_with_the_order_of_the_children(tmp_path: Path) -> None:
    turned = dataclasses.replace(autumn(), students=dict(reversed(autumn().students.items())))
    first, second = publish(tmp_path / "a", autumn()), publish(tmp_path / "b", turned)
    assert read_published(first) == read_published(second)
    assert json.loads((first / "certificate.json").read_text()) == json.loads((second / "certificate.json").read_text())
    assert folder_texts(autumn(), Settings(), with_numbers=False) == folder_texts(
        turned, Settings(), with_numbers=False
    )
