"""Which figures of the law a rule reads: so that a city that binds a rule without giving its figures hears it at load."""

from collections.abc import Iterator
from functools import cache
from types import CodeType, FunctionType
from typing import Any

from kehou.policy.parameter_words import WORDS
from kehou.policy.rule import Rule


@cache
def figures_read(rule: Rule) -> tuple[str, ...]:
    """Names of the parameters that the rule may read as `params.NAME`, it or a function it hands `params` to; sorted.

    Seen in the compiled functions themselves: nothing has to be declared beside a rule, and nothing can go stale. A test
    holds it against what the rules really read on every shared case.
    """
    return tuple(sorted(set(_read(rule.run, set()))))


def _read(function: FunctionType | Any, seen: set[FunctionType]) -> Iterator[str]:
    if function in seen or not function.__module__.startswith("kehou.policy."):
        return
    seen.add(function)
    for code in _codes(function.__code__):
        if "params" not in (*code.co_varnames, *code.co_freevars):
            continue
        yield from (name for name in code.co_names if name in WORDS)
        for name in code.co_names:
            called = function.__globals__.get(name)
            if isinstance(called, FunctionType):
                yield from _read(called, seen)


def _codes(code: CodeType) -> Iterator[CodeType]:
    """A function's code and that of everything written inside it."""
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)
