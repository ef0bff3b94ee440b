"""Checks on the code itself. Each takes text (or a tree) and names what it finds, so that it can be tried on samples."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "kehou"

FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "signals"}
FILE_LINES, TEST_LINES, FUNCTION_LINES = 300, 400, 70
WRITES = {"create", "bulk_create", "bulk_update", "update", "delete", "save", "get_or_create", "update_or_create"}


def sources() -> Iterator[Path]:
    """Every Python file of the product, without migrations."""
    return (path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts)


def tracked() -> list[Path]:
    """Every file under version control (or, in an unpacked copy without git, every file of the package)."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    names = [name for name in listed.stdout.split("\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file()] or list(sources())


def long_functions(text: str) -> list[str]:
    return [
        f"{node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    ]


def database_writes(text: str) -> list[str]:
    """Calls that write rows: `X.objects.create(…)`, `rows.update(…)`, `row.save()`."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            chain = ast.unparse(node.func)
            if "objects" in chain or node.func.attr in ("save", "bulk_create", "bulk_update"):
                found.append(f"line {node.lineno}: {chain}")
    return found


def deeds(text: str) -> list[str]:
    """Names of functions decorated with @action."""
    return [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and any(ast.unparse(d).startswith("action(") for d in node.decorator_list)
    ]


def imports_of_models(text: str) -> list[str]:
    return [
        node.module
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom)
        and node.module
        and node.module.endswith(".models")
        and "kehou." in node.module
    ]


def money_as_float(text: str) -> list[str]:
    """Floats and rounding, which have no place near money."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            found.append(f"line {node.lineno}: {node.value}")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("float", "round"):
            found.append(f"line {node.lineno}: {node.func.id}()")
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            found.append(f"line {node.lineno}: /")
    return found
