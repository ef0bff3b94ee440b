"""argparse in the terminal's language: what it says by itself (usage, headings, errors) in Chinese; options stay as they are."""

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

_ERRORS = (
    (r"the following arguments are required: (.+)", "还缺 {}"),
    (r"unrecognized arguments: (.+)", "不认识 {}"),
    (r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.+)\)", "{0} 不能是 {1}，可以是 {2}"),
    (r"argument (.+?): invalid \S+ value: '?(.*?)'?", "{0} 读不懂 {1}"),
    (r"argument (.+?): expected (?:one|at least one) argument", "{} 后面要写一个值"),
    (r"argument (.+?): ignored explicit argument '?(.*?)'?", "{0} 后面不用写 {1}"),
    (r"argument (.+?): not allowed with argument (.+)", "{0} 和 {1} 不能一起用"),
    (r"argument (.+?): (.*[一-鿿].*)", "{0} {1}"),
)


class _Formatter(argparse.HelpFormatter):
    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Any, prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """As argparse's own; its subcommands' parsers are of this class too."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more | {"add_help": False, "formatter_class": _Formatter})
        self._positionals.title, self._optionals.title = "要写的", "可以加的"
        self.add_argument("-h", "--help", action="help", help="看这份说明")

    def error(self, message: str) -> NoReturn:
        """Exit 2, as argparse does."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}：{in_chinese(message)}\n")


def in_chinese(message: str) -> str:
    """What argparse says of a command line; as it stands where it is none of the known sentences."""
    for pattern, says in _ERRORS:
        found = re.fullmatch(pattern, message)
        if found:
            return says.format(*found.groups())
    return message
