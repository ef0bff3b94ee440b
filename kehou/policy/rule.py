"""How a rule is declared and found. One rule is one file in `rules/`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from kehou.ground.problem import Problem

if TYPE_CHECKING:
    from kehou.policy.facts.term import TermFacts
    from kehou.policy.pack import Params

RuleFunction = Callable[["TermFacts", "Params"], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named condition. `judges` is what it reads; `needs` are the tables without which it stays silent."""

    name: str
    judges: str  # "plan" | "district_plan" | "records"
    needs: tuple[str, ...]
    run: RuleFunction
    applies: Callable[["TermFacts"], bool]


_RULES: dict[str, Rule] = {}


def _always(_: "TermFacts") -> bool:
    return True


def rule(
    name: str,
    *,
    judges: str,
    needs: tuple[str, ...] = (),
    applies: Callable[["TermFacts"], bool] = _always,
) -> Callable[[RuleFunction], RuleFunction]:
    """Register a rule under the rulebook's name.

    needs: record tables ("sessions", "presence"), in the order in which *not judged* lists them.
    applies: whether the rule can apply to this school at all; where it can't, a missing table is not reported.
    Errors: ValueError where the name is taken.
    """

    def register(function: RuleFunction) -> RuleFunction:
        if name in _RULES:
            raise ValueError(f"rule {name} is declared twice")
        _RULES[name] = Rule(name, judges, needs, function, applies)
        return function

    return register


def all_rules() -> dict[str, Rule]:
    """Every rule by name; loads the files of `rules/` on first use."""
    package = import_module("kehou.policy.rules")
    for module in iter_modules(package.__path__):
        import_module(f"kehou.policy.rules.{module.name}")
    return _RULES
