"""Whether a folder held still while it was read: files of two moments together tell a story that never happened."""

from collections.abc import Iterable
from pathlib import Path

from kehou.policy.exchange.reading import HOLDS_STILL, InputError, Unreadable, marks_of

MAX_FOLDER_BYTES = 600_000_000
"""Bytes of all files of a school's term together; a city's tables in one folder would fill the memory."""

Standing = dict[str, tuple[int, int, int]]


def standing_of(folder: Path, files: Iterable[str]) -> Standing:
    """By what each file that is there would be told from another. Files that cannot be looked at are left out."""
    found: Standing = {}
    for file in files:
        try:
            found[file] = marks_of((folder / file).stat())
        except (OSError, ValueError):
            continue
    return found


def refuse_too_much(standing: Standing) -> None:
    """Errors: Unreadable where the files together are larger than a school's term can be."""
    if sum(size for _, size, _ in standing.values()) > MAX_FOLDER_BYTES:
        says = f"所有文件合起来超过 {MAX_FOLDER_BYTES / 1_000_000:g} MB，不像一所学校一学期的记录"
        raise Unreadable((InputError(".", 0, "", f"at most {MAX_FOLDER_BYTES} bytes in all", says=says),))


def moved(before: Standing, after: Standing, told: Iterable[InputError]) -> list[InputError]:
    """An error for each file that came, went or changed between two looks, unless it was told already."""
    known = {error.file for error in told if error.expected == HOLDS_STILL}
    return [
        InputError(file, 0, "", HOLDS_STILL, says="文件夹在读的时候被改了，请等文件都写完再查")
        for file in {**before, **after}
        if before.get(file) != after.get(file) and file not in known
    ]
