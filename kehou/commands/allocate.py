"""kehou allocate FOLDER… --out DIR: decide a round from files; of several folders each a round of its own, side by side."""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from kehou.engines.allocation import columns
from kehou.engines.allocation.folder import Folder, read_folder
from kehou.engines.allocation.modes import decide
from kehou.engines.allocation.modes.written import explained, write_decision
from kehou.engines.allocation.tables import BadFolder
from kehou.ground.cores import cores


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folders", type=Path, nargs="+", metavar="folder", help="round.yaml 和各张表所在的文件夹")
    parser.add_argument("--out", type=Path, required=True, help="结果写到哪个文件夹；几个一起做时，里面各有一个同名的")


def run(args: argparse.Namespace) -> int:
    """0: written; 2: a folder, or where its result should go, cannot be used. The others of several are written."""
    if len(args.folders) == 1:
        return _told(allocate(args.folders[0], args.out))
    names = Counter(_name(folder) for folder in args.folders)
    twice = [name for name, times in names.items() if times > 1 or not name]
    if twice:
        print(f"几个文件夹同名（{'、'.join(twice)}），结果会写到一处；请改名或分几次做。", file=sys.stderr)
        return 2
    status = 0
    for answer in _with_progress(allocate_many(args.folders, args.out), len(args.folders)):
        status = max(status, _told(answer))
    return status


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one folder. faults: all that is wrong, then nothing was written; says: one line."""

    says: str = ""
    faults: tuple[str, ...] = ()


def _told(answer: Answer) -> int:
    for fault in answer.faults:
        print(fault, file=sys.stderr)
    if answer.says:
        print(answer.says)
    return 2 if answer.faults else 0


def allocate(path: Path, out: Path) -> Answer:
    """Decide one folder and write its result."""
    fast = columns.decide_folder(path) if path.is_dir() else None
    if fast is not None:
        figures = fast.counted.figures
        return _written(out, fast.write, figures["students"], figures["seats"], fast.waiting, len(fast.closed))
    try:
        folder = read_folder(path)
    except BadFolder as bad:
        return Answer(faults=tuple(map(str, bad.faults)))
    if not folder.settings.keeps_its_word:
        return Answer(faults=("round.yaml reveal：和 commitment 对不上，这不是截止前承诺的秘密；没有摇号。",))
    decision = decide(folder.round, folder.settings.mode)
    explanation = explained(decision)
    waiting = sum(map(len, explanation.waiting.values()))
    write = partial(write_decision, folder=folder, decision=decision, explanation=explanation)
    students, seats, closed = len(folder.round.students), len(decision.final.seats), len(decision.final.closed)
    return _written(out, write, students, seats, waiting, closed)


def _written(
    out: Path, write: Callable[[Path], None], students: int, seats: int, waiting: int, not_opened: int
) -> Answer:
    try:
        write(out)
    except OSError as error:
        return Answer(faults=(f"{out}：结果写不进去（{error.strerror}）；没有留下证书，这次不算数。",))
    closed = f"，{not_opened} 个班没到开班人数" if not_opened else ""
    return Answer(f"{students} 名学生，录取 {seats} 个名额，候补 {waiting} 人次{closed}。")


def allocate_many(paths: Sequence[Path], out: Path, processes: int = 0) -> Iterator[Answer]:
    """Each folder's answer, named, in the order given; results go to out/NAME. processes: 0 = as many as cores."""
    workers = min(processes or cores(), len(paths))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        under_way = [pool.submit(_named, path, out) for path in paths]
        for path, answer in zip(paths, under_way, strict=True):
            try:
                yield answer.result()
            except BrokenProcessPool:
                yield Answer(faults=(f"{_name(path)}：做到一半进程停了，多半是内存不够；没有做完，再运行一次。",))


def _named(path: Path, out: Path) -> Answer:
    answer = allocate(path, out / _name(path))
    name = _name(path)
    return Answer(answer.says and f"{name}：{answer.says}", tuple(f"{name}/{fault}" for fault in answer.faults))


def _name(path: Path) -> str:
    """The folder's own name, of `.` and `..` too."""
    return path.name if path.name not in ("", "..") else path.resolve().name


def _with_progress(answers: Iterator[Answer], total: int) -> Iterator[Answer]:
    """Where the lines go into a file, the person at the terminal sees how far it has come."""
    quiet = not sys.stderr.isatty() or sys.stdout.isatty()
    for done, answer in enumerate(answers, start=1):
        if not quiet:
            print(f"\r已做 {done}/{total} 个", end="" if done < total else "\n", file=sys.stderr, flush=True)
        yield answer


def readable(path: Path) -> Folder | None:
    """The folder, or None after saying everything that is wrong with it."""
    try:
        folder = read_folder(path)
    except BadFolder as bad:
        for fault in bad.faults:
            print(fault, file=sys.stderr)
        return None
    return folder
