"""Handing over an answer of the checker: as words, JSON, SARIF or a page, on the screen or into a file."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kehou.commands.answers.handed import HandedOver
from kehou.policy.check import Report
from kehou.policy.exchange.reading import Unreadable
from kehou.policy.pack import Law

FORMATS = ("words", "json", "sarif", "html")


def add_answer_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of every command that answers with findings."""
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="words",
        help="怎样回答：words 给人看（默认），json 交换格式，sarif 给编辑器，html 一页可以打印的",
    )
    parser.add_argument("--json", dest="format", action="store_const", const="json", help="同 --format json")
    parser.add_argument("--out", type=Path, metavar="FILE", help="写到这个文件里，不印在屏幕上")


def print_report(report: Report, law: Law, handed: HandedOver, arguments: argparse.Namespace) -> int:
    """Hand over the answer as `add_answer_arguments` was asked; returns the exit status."""
    if arguments.format == "words" and not arguments.out:
        from kehou.commands.answers.words import report_in_words, to_terminal

        to_terminal(report_in_words(report, law, handed, sys.stdout))
        return report.exit_code
    return _hand_over(_report_text(report, law, handed, arguments.format), arguments.out, report.exit_code)


def print_unreadable(unreadable: Unreadable, handed: HandedOver, arguments: argparse.Namespace) -> int:
    """Hand over what could not be read; returns exit status 2. Words go to the error stream."""
    if arguments.format == "words" and not arguments.out:
        from kehou.commands.answers.words import to_terminal, unreadable_in_words

        to_terminal(unreadable_in_words(unreadable, handed, sys.stderr), sys.stderr)
        return 2
    return _hand_over(_unreadable_text(unreadable, handed, arguments.format), arguments.out, 2)


def _report_text(report: Report, law: Law, handed: HandedOver, form: str) -> str:
    if form == "html":
        from kehou.commands.answers.page import report_as_page

        return report_as_page(report, law, handed)
    if form == "sarif":
        from kehou.commands.answers.sarif import report_as_sarif

        return _json(report_as_sarif(report, law, handed))
    if form == "json":
        return _json(report.as_json())
    from kehou.commands.answers.words import report_in_words

    return "\n".join(report_in_words(report, law, handed, None)) + "\n"


def _unreadable_text(unreadable: Unreadable, handed: HandedOver, form: str) -> str:
    if form == "html":
        from kehou.commands.answers.page import unreadable_as_page

        return unreadable_as_page(unreadable, handed)
    if form == "sarif":
        from kehou.commands.answers.sarif import unreadable_as_sarif

        return _json(unreadable_as_sarif(unreadable, handed))
    if form == "json":
        return _json({"verdict": "unreadable", "errors": [error.as_json() for error in unreadable.errors]})
    from kehou.commands.answers.words import unreadable_in_words

    return "\n".join(unreadable_in_words(unreadable, handed, None)) + "\n"


def _json(answer: dict[str, Any]) -> str:
    text = json.dumps(answer, ensure_ascii=False, indent=2)
    try:
        text.encode()
    except UnicodeEncodeError:  # the name of a file may be no text at all
        text = json.dumps(answer, indent=2)
    return text + "\n"


def _hand_over(text: str, out: Path | None, status: int) -> int:
    return status if print_lines(iter([text.removesuffix("\n")]), out) else 2


def print_lines(lines: Iterator[str], out: Path | None) -> bool:
    """Lines as they come, on the screen or into a file; False, and said why, where the file cannot be written."""
    if out is None:
        from kehou.commands.answers.words import to_terminal

        to_terminal(lines)
        return True
    try:
        _write_whole(out, lines)
    except OSError as error:
        print(f"写不到 {out}：{error.strerror or error}", file=sys.stderr)
        return False
    return True


def _write_whole(out: Path, lines: Iterator[str]) -> None:
    """The file is there as a whole or as it was before: half an answer would read like one."""
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="\n") as stream:
            stream.writelines(f"{line}\n" for line in lines)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(out)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
