"""Every read that a person sees: scoped by a live relation before it runs."""

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any, Concatenate, ParamSpec, TypeVar

from kehou.kernel import permit as permits
from kehou.kernel.act import Act
from kehou.kernel.permit import Permit

P = ParamSpec("P")
R = TypeVar("R")

QUERIES: dict[str, Callable[..., Any]] = {}


def query(*, allow: Sequence[Permit]) -> Callable[[Callable[Concatenate[Act, P], R]], Callable[Concatenate[Act, P], R]]:
    """Declare a read for a person. Called as `read(act, **parameters)`.

    A function in `queries.py` without an act is asked by other rooms, not by people, and is not decorated.
    Errors: NotYours without a live relation. Source: invariant I15.
    """

    def declare(function: Callable[Concatenate[Act, P], R]) -> Callable[Concatenate[Act, P], R]:
        name = f"{function.__module__.removeprefix('kehou.').split('.')[0]}.{function.__name__}"
        signature = inspect.signature(function)

        @functools.wraps(function)
        def read(act: Act, *args: P.args, **kwargs: P.kwargs) -> R:
            bound = signature.bind(act, *args, **kwargs)
            bound.apply_defaults()
            permits.demand(read.allow, act, dict(list(bound.arguments.items())[1:]))  # type: ignore[attr-defined]
            return function(act, *args, **kwargs)

        read.allow = tuple(allow)  # type: ignore[attr-defined]
        if QUERIES.setdefault(name, read) is not read:
            raise ValueError(f"the query {name} is declared twice")
        return read

    return declare
