"""`kehou clause [ID]`: a clause, followed by its id through the code: text → rules → deeds → tests → screens."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

from kehou.commands.proofs import Proof, proofs_in_code, proofs_in_tests, proofs_on_screens, rule_file
from kehou.policy.exchange.reading import nearest_of
from kehou.policy.law_words import conflicts_of
from kehou.policy.pack import Clause, Law, Pack, known_packs, load_pack, load_packs
from kehou.policy.pack_reading import PackError
from kehou.policy.parameters import written_value

ROOT = Path(__file__).resolve().parents[2]
NO_RULE = "none: the files of a school cannot show it; its proof is a tool for people"


class _Traces(NamedTuple):
    """Where a clause shows in the code, beside its rules."""

    code: list[Proof]
    tests: list[Proof]
    screens: list[Proof]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", nargs="?", help="条款号，照政策的写法（附.11）；不写就每条一行")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(arguments: argparse.Namespace) -> int:
    """0, or 2 for an id nobody knows, or for a pack that cannot be read: file, line and what was expected."""
    try:
        packs = [load_pack(name) for name in known_packs()]
        packs.sort(key=lambda pack: pack.kind != "base")
        for pack in packs:
            if pack.kind == "base":
                load_packs((pack.id,))
    except PackError as error:
        print(error, file=sys.stderr)
        return 2
    clauses = [clause for pack in packs for clause in pack.clauses]
    if arguments.id:
        clauses = [clause for clause in clauses if clause.id == arguments.id]
        if not clauses:
            return _unknown(arguments.id, packs)
    traces = _traces_of(clauses)
    if arguments.json:
        found = [_as_json(clause, traces[clause.id]) for clause in clauses]
        print(json.dumps(found, ensure_ascii=False, indent=2))
    elif arguments.id:
        for clause in clauses:
            _print_whole(clause, packs, traces[clause.id])
    else:
        for clause in clauses:
            rules = f"{len(clause.bindings)} rules" if clause.bindings else "no rule"
            code, tests, screens = traces[clause.id]
            counts = f"{rules}, {len(code)} in code, {len(tests)} tests, {len(screens)} screens"
            print(f"{clause.id}\t{counts}\t{clause.text}")
    return 0


def _traces_of(clauses: list[Clause]) -> dict[str, _Traces]:
    house = ROOT / "kehou"
    code, tests, screens = proofs_in_code(house), proofs_in_tests(ROOT / "tests"), proofs_on_screens(house)
    return {c.id: _Traces(code.get(c.id, []), tests.get(c.id, []), screens.get(c.id, [])) for c in clauses}


def _unknown(clause_id: str, packs: list[Pack]) -> int:
    nearest = nearest_of(clause_id, tuple(clause.id for pack in packs for clause in pack.clauses))
    print(f"没有 {clause_id} 这一条" + (f"，最接近的是 {nearest}" if nearest else ""), file=sys.stderr)
    return 2


def _relative(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def _rules(clause: Clause) -> list[tuple[str, str]]:
    """(rule with its level, file) of every rule bound."""
    return [
        (f"{b.rule} ({b.level}{', ' + b.variant if b.variant else ''})", _relative(rule_file(b.rule)))
        for b in clause.bindings
    ]


def _print_whole(clause: Clause, packs: list[Pack], traces: _Traces) -> None:
    pack = next(pack for pack in packs if pack.id == clause.pack)
    line = f", line {clause.line}" if clause.line else ""
    print(f"{clause.id}  {clause.text}")
    print(f"  {pack.document}{line} · {_relative(clause.file)} · proof: {', '.join(clause.proof)}")
    _print_parameters(clause, Law((pack,)))
    conflicts = conflicts_of(clause, packs)
    if conflicts:
        _print_list("conflicts", conflicts)
    _print_list("rules", [f"{name:40} {file}" for name, file in _rules(clause)], nothing=NO_RULE)
    _print_list("cited in code", [f"{_relative(proof.file)}:{proof.line}" for proof in traces.code])
    _print_list("tests", [f"{_relative(proof.file)}:{proof.line} {proof.name}" for proof in traces.tests])
    _print_list("screens", [f"{_relative(proof.file)}:{proof.line}" for proof in traces.screens])
    if not clause.bindings and not any(traces):
        print("  nothing in the code stands for this clause yet")


def _print_parameters(clause: Clause, law: Law) -> None:
    rows = []
    for pack in law.packs:
        for name, values in pack.parameters.items():
            rows += [
                f"{name} = {written_value(value.value, value.unit)} {value.unit}, from {value.valid_from}: {value.source}"
                for value in values
                if value.where.startswith(f"clauses/{clause.file.name}:")
            ]
    _print_list("parameters", rows)


def _print_list(title: str, rows: list[str], *, nothing: str = "none") -> None:
    print(f"  {title}:" + ("" if rows else f" {nothing}"))
    for row in rows:
        print(f"    {row}")


def _as_json(clause: Clause, traces: _Traces) -> dict[str, Any]:
    return {
        "id": clause.id,
        "printed": clause.printed,
        "text": clause.text,
        "pack": clause.pack,
        "file": _relative(clause.file),
        "proof": list(clause.proof),
        "yields_to": [
            {
                "pack": o.pack,
                "clause": o.clause,
                "valid_from": o.valid_from.isoformat(),
                "about": o.about,
                "because": o.because,
            }
            for o in clause.yields_to
        ],
        "rules": [
            {"rule": b.rule, "level": b.level, "variant": b.variant, "file": _relative(rule_file(b.rule))}
            for b in clause.bindings
        ],
        "code": [{"file": _relative(p.file), "line": p.line} for p in traces.code],
        "tests": [{"file": _relative(p.file), "line": p.line, "name": p.name} for p in traces.tests],
        "screens": [{"file": _relative(p.file), "line": p.line} for p in traces.screens],
    }
