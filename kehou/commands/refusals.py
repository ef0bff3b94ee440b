"""`kehou refusals`: every refusal the code can say: its name, its sentence, its clause, and the file it stands in."""

import argparse
import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
PLACE = PACKAGE.parent / "docs" / "refusals.md"
HEAD = """# What the system refuses

Generated from the code (`Refusal("code", "sentence", clause=…, satisfied_by=…)`) by `kehou refusals --write`; a test fails where this
page and the code differ. A refusal writes nothing. … stands for what is filled in: a name, a day, a number. The order in which a deed
checks its refusals is in the deed's own docstring, and tested in that order.
"""
FILLED_IN = "…"


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """One place that refuses. Parts that only a run can know are shown as …"""

    file: str
    code: str
    says: str
    clause: str
    satisfied_by: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--write", action="store_true", help="写进 docs/refusals.md")


def run(args: argparse.Namespace) -> int:
    text = page(scan(PACKAGE))
    if args.write:
        PLACE.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0


def page(found: list[Said]) -> str:
    """The whole page; the same text for the same code."""
    lines = [HEAD]
    room = ""
    for said in found:
        if (part := said.file.split("/")[1]) != room:
            room = part
            lines.append(f"\n## {room}\n\n| code | says | clause | satisfied by | in |\n|---|---|---|---|---|")
        file = f"[{said.file.removeprefix(f'kehou/{room}/')}](../{said.file})"
        cells = (f"`{said.code}`", said.says, said.clause, said.satisfied_by, file)
        lines.append("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def scan(package: Path) -> list[Said]:
    """Every refusal under a folder, by file and code."""
    found: set[Said] = set()
    for path in sorted(package.rglob("*.py")):
        if "Refusal(" in (text := path.read_text(encoding="utf-8")):
            name = str(path.relative_to(package.parent))
            found |= {Said(name, *said) for said in refusals(text)}
    return sorted(found)


def refusals(text: str) -> Iterator[tuple[str, str, str, str]]:
    """(code, says, clause, satisfied_by) of each `Refusal(…)` in a module's text."""
    tree = ast.parse(text)
    of_module = _constants(tree.body)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    seen: set[ast.AST] = set()
    # The innermost function last read first: its names are the nearest.
    for scope in [*reversed(functions), tree]:
        known = of_module | _constants(ast.walk(scope))
        for node in ast.walk(scope):
            if node not in seen and isinstance(node, ast.Call) and _name(node.func) == "Refusal" and len(node.args) > 1:
                seen.add(node)
                named = {word.arg: word.value for word in node.keywords}
                yield (
                    _words(node.args[0], known),
                    _words(node.args[1], known),
                    _words(named.get("clause"), known),
                    _words(named.get("satisfied_by"), known),
                )


def _constants(nodes: "list[ast.stmt] | Iterator[ast.AST]") -> dict[str, ast.expr]:
    """Names that are given a text, by the text's expression; the last one where there are several."""
    found: dict[str, ast.expr] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node.value
    return found


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _words(node: ast.expr | None, known: dict[str, ast.expr]) -> str:
    """The text of an expression as far as it can be read without running it."""
    match node:
        case None:
            return ""
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_words(part, known) if isinstance(part, ast.Constant) else FILLED_IN for part in parts)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _words(left, known) + _words(right, known)
        case ast.BinOp(left=left, op=ast.Mod()):
            return _words(left, known)
        case ast.IfExp(body=one, orelse=other):
            both = [words for words in (_words(one, known), _words(other, known)) if words]
            return " / ".join(both)
        case ast.Call(func=function, args=[one, *_]) if _name(function) in ("_", "_t", "gettext"):
            return _words(one, known)
        case ast.Name(id=name) if name in known:
            return _words(known[name], {key: value for key, value in known.items() if key != name})
        case _:
            return FILLED_IN
