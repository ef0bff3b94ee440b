"""In which encoding a file was handed over: UTF-8, with or without its mark, or GBK where that is certain.

A clerk's spreadsheet writes GBK; the same bytes may be a damaged UTF-8 file, a Big5 or a Latin one, and a guess would
turn 低保 into nonsense that no rule knows. So GBK is read only where it cannot be anything else that a school of this
country hands over (Japanese and Korean files of the same years use the very same bytes; nothing but sense tells them).
"""

import codecs
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from kehou.policy.exchange.reading import InputError, Unreadable

UTF_8 = "utf-8-sig"
GBK = "gbk"

_CHUNK = 1 << 20
_HIGH = re.compile(rb"[\x80-\xff]+")
_UNCOMMON_SHARE = 0.05
"""Characters outside GB 2312 that a GBK text may have: rare letters of names. Other encodings read as GBK have far more."""
_UTF_8_SHARE = 0.2
"""Runs of bytes that would be UTF-8 as well; chance gives GBK a few, a damaged UTF-8 file has nearly nothing else."""

_KINDS_OF_FILE: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "这是表格软件的工作簿，请另存为“CSV UTF-8”再试"),
    (b"\xd0\xcf\x11\xe0", "这是表格软件的工作簿，请另存为“CSV UTF-8”再试"),
    (b"\xff\xfe", "文件是 UTF-16 编码，请另存为 UTF-8 再试"),
    (b"\xfe\xff", "文件是 UTF-16 编码，请另存为 UTF-8 再试"),
)


class Decoded(NamedTuple):
    text: str
    encoding: str


def decoded(content: bytes, file: str, *, kind: str) -> Decoded:
    """The text of a file as it was handed over. kind: what it should be, for the error ("YAML", "CSV").

    Errors: Unreadable naming the line of the first byte that is neither UTF-8 nor, with certainty, GBK.
    """

    def refuse(at: int, says: str) -> Unreadable:
        return Unreadable((InputError(file, content.count(b"\n", 0, at) + 1, "", f"UTF-8 {kind}", says=says),))

    for start, says in _KINDS_OF_FILE:
        if content.startswith(start):
            raise refuse(0, says)
    nul = content.find(b"\0")
    if nul >= 0:
        raise refuse(nul, "文件里有不是文字的内容，不像是要读的文件")
    try:
        return Decoded(content.decode(UTF_8), UTF_8)
    except UnicodeDecodeError as error:
        if is_gbk(content):
            return Decoded(content.decode(GBK), GBK)
        raise refuse(error.start, "文件不是 UTF-8 编码，也不能确定是 GBK，请另存为 UTF-8 再试") from None


def read_as_gbk(folder: Path, files: Iterable[str]) -> list[str]:
    """Those of the files, in their order, that are not UTF-8; where a folder was readable, they were read as GBK."""
    return [file for file in files if _is_not_utf_8(folder / file)]


def _is_not_utf_8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return True
    except (OSError, ValueError):
        return False
    return False


def is_gbk(content: bytes) -> bool:
    """Whether bytes that are not UTF-8 are GBK and cannot well be anything else."""
    try:
        text = content.decode(GBK)
    except UnicodeDecodeError:
        return False
    chinese = re.sub(r"[\x00-\x7f]", "", text)
    if not chinese:
        return False
    uncommon = len(chinese) - len(chinese.encode("gb2312", errors="ignore")) // 2
    runs = _HIGH.findall(content)
    also_utf_8 = sum(_is_utf_8(run) for run in runs)
    return uncommon <= _UNCOMMON_SHARE * len(chinese) and also_utf_8 <= _UTF_8_SHARE * len(runs)


def _is_utf_8(run: bytes) -> bool:
    try:
        run.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
