"""What an operator reads at the terminal is Chinese; the options are as they are."""

import re

import pytest

from kehou.cli import COMMANDS, main
from kehou.command_line import in_chinese

ENGLISH = re.compile(r"(?<![\w./\-{,])[a-z]{3,} [a-z]{2,}")
"""Two English words in a row."""


@pytest.mark.parametrize("words", [["--help"], *([name, "--help"] for name in COMMANDS)], ids=" ".join)
def test_help_is_chinese(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main(words)
    said = capsys.readouterr().out
    assert done.value.code == 0 and said.startswith("用法：kehou")
    told = re.sub(r"\{[^}]*\}|\[[^\]]*\]|--?[a-z-]+( [A-Z_]+)?|make run", "", said)
    assert not ENGLISH.findall(told.split("\n\n", 1)[1]), told


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["roll"], "kehou roll：还缺 --school, --pupils, --out\n"),
        (["first-officer", "--name", "甲", "--phone", "1", "x"], "kehou：不认识 x\n"),
        (["check", "a.yaml", "--on"], "kehou check：--on 后面要写一个值\n"),
        (["term", "--out", "x", "--days", "一"], "kehou term：--days 读不懂 一\n"),
    ],
)
def test_a_wrong_command_line_is_one_sentence(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main(words)
    assert done.value.code == 2 and capsys.readouterr().err.endswith(says)


def test_what_argparse_may_say_otherwise_stands_as_it_is() -> None:
    assert in_chinese("something new in a later Python") == "something new in a later Python"
