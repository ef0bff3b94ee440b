"""Sources compiled by numba, an optional extra, and kept on disk: a machine compiles once, not once a process."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from types import FunctionType
from typing import Any

Solver = Callable[..., None]
NOT_KEPT = 100
"""Where nothing can be kept, so many times as much work must wait before compiling is worth its seconds."""


def compile_kept(function: Callable[..., Any], signature: str, *helpers: Callable[..., Any]) -> Any:
    """The function compiled for these types; it lets other threads run meanwhile. None where numba is not installed.

    helpers: what it calls, and what they call. What numba kept is dropped if a file of theirs has changed since: it looks
    at the function's own file only. Where nothing can be kept it is compiled once a process.
    """
    try:
        import numba
        from numba.extending import register_jitable
    except ImportError:
        return None
    for helper in helpers:
        register_jitable(helper)
    try:
        dispatcher = numba.njit(cache=True, nogil=True)(function)
        _drop_older(Path(str(dispatcher.stats.cache_path)), function, helpers)
        dispatcher.compile(signature)
    except (RuntimeError, OSError):  # nowhere to keep it, or no room left there
        dispatcher = numba.njit(signature, nogil=True)(function)
    return dispatcher


def _drop_older(kept: Path, function: Callable[..., Any], helpers: Sequence[Callable[..., Any]]) -> None:
    changed = max((_source(helper).stat().st_mtime for helper in helpers), default=0.0)
    for index in kept.glob(f"{_source(function).stem}.{function.__qualname__}-*.nbi"):
        if index.stat().st_mtime < changed:
            index.unlink()


def _source(function: Callable[..., Any]) -> Path:
    assert isinstance(function, FunctionType)
    return Path(function.__code__.co_filename)


def is_worth(work: int, threshold: int) -> bool:
    """Whether so much work (wishes, say) should be compiled: more than the threshold, far more where nothing is kept."""
    return work >= threshold and (work >= threshold * NOT_KEPT or _is_kept())


def _is_kept() -> bool:
    """Whether numba is here and finds a place to keep what it compiles."""
    try:
        import numba

        numba.njit(cache=True)(_is_kept)
    except (ImportError, RuntimeError):
        return False
    return True


def deal(decide: Callable[[slice], None], parts: int, threads: int) -> None:
    """Deal parts out to so many threads in stretches. What comes out must not depend on how they are dealt."""
    cuts = [parts * thread // threads for thread in range(threads + 1)]
    shares = [slice(*cut) for cut in pairwise(cuts)]
    if threads == 1:
        decide(shares[0])
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(decide, shares))
