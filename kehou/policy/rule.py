"""How a rule is declared and found. One rule is one file in `rules/`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from kehou.ground.problem import Problem

if TYPE_CHECKING:
    from kehou.policy.facts.term import TermFacts
    from kehou.policy.parameters import Params

RuleFunction = Callable[["TermFacts", "Params"], Iterator[Problem]]
JUDGES = ("plan", "district_plan", "records")


@dataclass(frozen=True, slots=True)
class Rule:
    """A named condition. `judges` is what it reads; `needs` are the tables without which it stays silent."""

    name: str
    judges: tuple[str, ...]
    needs: tuple[str, ...]
    run: RuleFunction
    applies: Callable[["TermFacts"], bool]


_RULES: dict[str, Rule] = {}


def _always(_: "TermFacts") -> bool:
    return True


def rule(
    name: str,
    *,
    judges: str | tuple[str, ...],
    needs: tuple[str, ...] = (),
    applies: Callable[["TermFacts"], bool] = _always,
) -> Callable[[RuleFunction], RuleFunction]:
    """Register a rule under the rulebook's name.

    judges: of "plan", "district_plan", "records"; a rule that reads both kinds of plan names both.
    needs: record tables ("sessions", "presence"), in the order in which *not judged* lists them.
    applies: whether the rule can apply to this school at all; where it can't, a missing table is not reported.
    Errors: ValueError where the name is taken or what it judges is unknown.
    """
    what = (judges,) if isinstance(judges, str) else judges
    if not set(what) <= set(JUDGES):
        raise ValueError(f"rule {name} judges {what}, of which not all are in {JUDGES}")

    def register(function: RuleFunction) -> RuleFunction:
        if name in _RULES:
            raise ValueError(f"rule {name} is declared twice")
        _RULES[name] = Rule(name, what, needs, function, applies)
        return function

    return register


def all_rules() -> dict[str, Rule]:
    """Every rule by name; loads the files of `rules/` on first use."""
    package = import_module("kehou.policy.rules")
    for module in iter_modules(package.__path__):
        import_module(f"kehou.policy.rules.{module.name}")
    return _RULES
