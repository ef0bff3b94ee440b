"""Where a clause shows in the code: files of its rules, deeds that cite it, tests with its mark, screens that quote it."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

RULES_FOLDER = Path(__file__).resolve().parent.parent / "policy" / "rules"
_JUDGES = ("policy", "packs", "commands")  # these print what the rules say; they do not stand for a clause themselves
_CITED = re.compile(r"[二三四五六七八附国]\.\d+[a-e]?")
_QUOTED_ON_SCREEN = re.compile(r"""\{%\s*(?:clause|quote)\s+["']([^"']+)["']""")


@dataclass(frozen=True, slots=True)
class Proof:
    """A line of the code that stands for a clause. name: of the test; "" for a screen or a deed."""

    file: Path
    line: int
    name: str = ""


def rule_file(rule: str) -> Path:
    """The one file of a rule: `evening-ran-late` → rules/evening_ran_late.py."""
    return RULES_FOLDER / f"{rule.replace('-', '_')}.py"


def proofs_in_tests(folder: Path) -> dict[str, list[Proof]]:
    """Tests by clause id, by file and line.

    A mark `clause("附.11", …)` on a function or class, or on the module (then every test of it).
    """
    found: dict[str, list[Proof]] = defaultdict(list)
    for path in sorted(folder.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if "mark.clause" not in text:
            continue
        tree = ast.parse(text)
        of_module = [clause for node in tree.body for clause in _module_clauses(node)]
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                clauses = list(_marked_clauses(node.decorator_list))
                if node.name.startswith("test_"):
                    clauses += of_module
                for clause in dict.fromkeys(clauses):
                    found[clause].append(Proof(path, node.lineno, node.name))
    return found


def _module_clauses(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets):
        yield from _marked_clauses([node.value])


def _marked_clauses(decorators: list[ast.expr]) -> Iterator[str]:
    for decorator in decorators:
        for call in ast.walk(decorator):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "clause":
                yield from (a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


def proofs_on_screens(folder: Path) -> dict[str, list[Proof]]:
    """Templates by clause id: every `{% clause "附.11" %}` or `{% quote … %}`, by file and line."""
    found: dict[str, list[Proof]] = defaultdict(list)
    for path in sorted(folder.rglob("templates/**/*.html")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for clause in _QUOTED_ON_SCREEN.findall(line):
                found[clause].append(Proof(path, number))
    return found


def proofs_in_code(folder: Path) -> dict[str, list[Proof]]:
    """Lines that cite a clause by its id: a refusal, the parts of a plan, what a page says. By file and line."""
    found: dict[str, list[Proof]] = defaultdict(list)
    for path in sorted(folder.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if path.relative_to(folder).parts[0] in _JUDGES or not _CITED.search(text):
            continue
        for clause, line in sorted({(word, line) for word, line in _words_in(text) if _CITED.fullmatch(word)}):
            found[clause].append(Proof(path, line))
    return found


def _words_in(text: str) -> Iterator[tuple[str, int]]:
    """Every string the code holds, with its line; comments and prose that only mention a clause are none."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, node.lineno
