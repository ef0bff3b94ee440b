"""What reading a file can find wrong, and the limits within which a file is read at all."""

import errno
import os
import stat
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

MAX_PLAN_BYTES = 2_000_000
MAX_DEPTH = 20
MAX_VALUES = 200_000
MAX_WORD = 60
MAX_ERRORS = 200
"""Errors kept of one file: enough to see what is wrong with it, and a file of nothing but errors stays cheap."""
HOLDS_STILL = "a file that nobody is writing"
"""`expected` of an error about a file or folder that was changed while it was read."""


@dataclass(frozen=True, slots=True)
class InputError:
    """One thing that cannot be read; nothing is judged while there is any (rulebook §3).

    file: relative to the folder that was handed over. line: 1-based; 0 where there is no line.
    key: path in the file ("blocks[0].choise") or column. expected: short, for programs ("choice", '"HH:MM"', "100").
    nearest: the nearest known key or code, where one is unknown. says: one plain Chinese sentence, for people.
    found: what stands there instead, at most MAX_WORD characters of it. column: 1-based, where no key says the place.
    """

    file: str
    line: int
    key: str
    expected: str
    nearest: str = ""
    says: str = ""
    found: str = ""
    column: int = 0

    def as_json(self) -> dict[str, Any]:
        """The form of the exchange format's "unreadable" answer; `nearest`, `found`, `column` only where they say something."""
        answer = asdict(self)
        return {name: value for name, value in answer.items() if value or name not in ("nearest", "found", "column")}


class Unreadable(Exception):
    """A file or folder that cannot be read; carries every error that was found in one pass."""

    def __init__(self, errors: tuple[InputError, ...]) -> None:
        super().__init__("; ".join(f"{e.file}:{e.line} {e.key}: expected {e.expected}" for e in errors[:5]))
        self.errors = errors


def nearest_of(unknown: str, known: tuple[str, ...]) -> str:
    """The known word that looks most like the unknown one, or "" where none does; a longer text is no mistyped word."""
    if len(unknown) > MAX_WORD:
        return ""
    return next(iter(get_close_matches(unknown, known, n=1, cutoff=0.5)), "")


def read_bytes(path: Path, limit: int, *, kind: str) -> bytes:
    """The bytes of a file of at most `limit` bytes. kind: what it should be, for the error ("YAML", "CSV").

    Errors: Unreadable for a missing file, a folder, a device or pipe, a ring of links, a file one may not read, one
    that is too large, or one that is being written.
    """

    def refuse(expected: str, says: str) -> Unreadable:
        return Unreadable((InputError(path.name, 0, "", expected, says=says),))

    try:
        with open(path, "rb", opener=_open_without_waiting) as stream:
            before = os.fstat(stream.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise refuse(f"a regular {kind} file", "这不是普通文件")
            if before.st_size > limit:
                raise refuse(f"at most {limit} bytes", f"文件超过 {limit / 1_000_000:g} MB，不像是要读的文件")
            content = stream.read(limit + 1)
            if len(content) != before.st_size or marks_of(os.fstat(stream.fileno())) != marks_of(before):
                raise refuse(HOLDS_STILL, "文件在读的时候被改了，请等它写完再查")
    except IsADirectoryError:
        raise refuse(f"a {kind} file, not a folder", "这是一个文件夹，要的是文件") from None
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: no file can have such a name
        raise refuse(f"a {kind} file", "没有这个文件") from None
    except OSError as error:
        says = "这个链接指来指去，没有指到文件" if error.errno == errno.ELOOP else "这个文件打不开，请检查读取权限"
        raise refuse(f"a {kind} file that can be opened", says) from None
    return content


def _open_without_waiting(path: str, flags: int) -> int:
    """A pipe that nobody writes to would keep us waiting for ever."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def marks_of(state: os.stat_result) -> tuple[int, int, int]:
    """By what a file that was changed or replaced is told from the one that was there before."""
    return state.st_ino, state.st_size, state.st_mtime_ns


def text_of(content: bytes, file: str, *, kind: str) -> str:
    """Decode UTF-8, with or without a byte-order mark.

    Errors: Unreadable naming the line of the first byte that is not UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        says = "文件不是 UTF-8 编码，请另存为 UTF-8 再试"
        raise Unreadable((InputError(file, line, "", f"UTF-8 {kind}", says=says),)) from None
