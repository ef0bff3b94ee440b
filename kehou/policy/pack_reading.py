"""A pack's folder → a Pack. Nothing of a broken pack is used: a city must not run on half a law."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from kehou.policy.exchange.fields import ErrorList, Fields
from kehou.policy.exchange.reading import Unreadable, read_bytes, text_of
from kehou.policy.exchange.yaml_tree import Node, tree_from_yaml
from kehou.policy.pack import Binding, Clause, Pack
from kehou.policy.parameters import DatedValue, typed_value
from kehou.policy.rule import all_rules

_PACK = ("id", "title", "short", "document", "issued_by", "issued", "valid_from", "kind", "clauses", "text")
_CLAUSE = ("id", "printed", "text", "proof", "line", "rules", "parameters")
_BINDING = ("rule", "level", "variant")
_VALUE = ("value", "unit", "valid_from", "source", "district_may_set", "least", "most")
_MAX_BYTES = 1_000_000


class PackError(Exception):
    """A pack that cannot be used; the message names file and line."""


def read_pack(folder: Path) -> Pack:
    """Read pack.yaml and the clause files it lists.

    Errors: PackError for a folder without pack.yaml, a file that is not as documented, a clause file that is not
    listed or listed and not there, an unknown rule, an impossible date, two values of one parameter for one day, a
    value without a source, a clause whose text is not in the document.
    """
    log = ErrorList("pack.yaml")
    fields = Fields(_tree(folder, log), "", log, _PACK, _PACK[:-1])
    if fields.text("id") != folder.name:
        fields.bad("id", folder.name, "the id is the folder's name")
    issued, valid_from = fields.day("issued"), fields.day("valid_from")
    kind = fields.code("kind", ("base", "overlay"))
    names = fields.texts("clauses")
    on_disk = {path.stem for path in (folder / "clauses").glob("*.yaml")}
    if set(names) != on_disk or len(set(names)) != len(names):
        odd = ", ".join(sorted(set(names) ^ on_disk)) or "a clause named twice"
        fields.bad("clauses", "each file of clauses/ once", f"not the same as the files: {odd}")
    document = _document(folder, fields)
    _refuse(folder, log)
    read = [_read_clause(folder, name, document) for name in names]
    parameters = _merged([table for _, table in read])
    return Pack(
        id=folder.name,
        title=fields.text("title"),
        short=fields.text("short"),
        document=fields.text("document"),
        issued_by=fields.text("issued_by"),
        issued=issued or date.min,
        valid_from=valid_from or date.min,
        kind=kind,
        clauses=tuple(clause for clause, _ in read),
        parameters=parameters,
        folder=folder,
    )


def check_together(packs: Iterable[Pack]) -> None:
    """Errors: PackError where two packs define the same clause or parameter."""
    owner: dict[str, str] = {}
    for pack in packs:
        for name in (*(clause.id for clause in pack.clauses), *pack.parameters):
            if name in owner:
                raise PackError(f"{pack.folder / 'pack.yaml'}: {name} is already defined by {owner[name]}")
            owner[name] = pack.id


def _tree(folder: Path, log: ErrorList) -> Node:
    path = folder / log.file
    try:
        root, errors = tree_from_yaml(
            text_of(read_bytes(path, _MAX_BYTES, kind="YAML"), log.file, kind="YAML"), log.file
        )
    except Unreadable as unreadable:
        log.errors.extend(unreadable.errors)
        _refuse(folder, log)
        raise
    log.errors.extend(errors)
    _refuse(folder, log)
    return root


def _refuse(folder: Path, log: ErrorList) -> None:
    if log.errors:
        lines = (f"{folder / e.file}:{e.line}: {e.key or 'file'}: expected {e.expected} ({e.says})" for e in log.errors)
        raise PackError("\n".join(lines))


def _document(folder: Path, fields: Fields) -> list[str] | None:
    """Lines of the document the clauses are quoted from; None where the pack names none."""
    name = fields.text("text")
    if not name:
        return None
    path = folder / name
    if not path.is_file():
        fields.bad("text", "a file of the pack", f"there is no {name}")
        return None
    return path.read_text(encoding="utf-8").split("\n")


def _read_clause(
    folder: Path, name: str, document: list[str] | None
) -> tuple[Clause, dict[str, tuple[DatedValue, ...]]]:
    log = ErrorList(f"clauses/{name}.yaml")
    required = _CLAUSE[:4] if document is None else _CLAUSE[:5]
    fields = Fields(_tree(folder, log), "", log, _CLAUSE, required)
    clause_id, text, line = fields.text("id"), fields.text("text"), fields.integer("line") or 0
    proof = fields.codes("proof", ("block", "find", "do"))
    if document is not None:
        _check_quotation(fields, text, line, document)
    bindings = tuple(_bindings(fields, clause_id))
    parameters = _parameters(fields, log)
    _refuse(folder, log)
    path = folder / log.file
    return Clause(clause_id, fields.text("printed"), text, line, proof, bindings, folder.name, path), parameters


def _check_quotation(fields: Fields, text: str, line: int, document: list[str]) -> None:
    """Every quoted stretch is in the document, which a page break may cut; the first one begins on `line`."""
    whole = "".join(document)
    stretches = [part for part in text.split("……") if part]
    for part in stretches:
        if part not in whole:
            fields.bad("text", "words of the document", f"not in the document: {part[:20]}")
    rest = "".join(document[line - 1 :]) if line else ""
    if stretches and not (line and stretches[0] in rest and stretches[0] not in "".join(document[line:])):
        fields.bad("line", "the line where the text begins", f"the text does not begin on line {line}")


def _bindings(fields: Fields, clause_id: str) -> Iterable[Binding]:
    known = all_rules()
    for item in fields.sections("rules", _BINDING, _BINDING[:2]):
        rule, level = item.text("rule"), item.code("level", ("block", "find", "sign"))
        if rule and rule not in known:
            item.bad("rule", "a rule of policy/rules/", f"there is no rule {rule}")
        yield Binding(clause_id, rule, level, item.text("variant"))  # type: ignore[arg-type]


def _parameters(fields: Fields, log: ErrorList) -> dict[str, tuple[DatedValue, ...]]:
    section = fields.values.get("parameters")
    if section is None:
        return {}
    names = tuple(entry.key for entry in section.entries)
    table = Fields(section, "parameters", log, names)
    return {name: tuple(_values(table, name)) for name in names}


def _values(table: Fields, name: str) -> Iterable[DatedValue]:
    before: date | None = None
    for item in table.sections(name, _VALUE, _VALUE[:4]):
        unit, source, day = item.text("unit"), item.text("source"), item.day("valid_from")
        if day is not None and before is not None and day <= before:
            item.bad(
                "valid_from", "a later day than the value before", f"two values of {name} for {day}, or out of order"
            )
        before = day or before
        try:
            value = typed_value(item.values["value"].plain(), unit) if "value" in item.values else None
        except ValueError as error:
            item.bad("value", "a value of its unit", str(error))
            continue
        where = f"{table.log.file}:{item.node.line}"
        least, most = (item.values[key].plain() if key in item.values else None for key in ("least", "most"))
        may_set = item.boolean("district_may_set")
        read = DatedValue(value, unit, day or date.min, source, where, may_set, least, most)
        if may_set and not _is_bounded(read):
            says = f"{name} has no bounds of its shape around its value"
            item.bad("district_may_set", "least and most, which bound what a district may set", says)
        elif item.usable and day is not None:
            yield read


def _is_bounded(read: DatedValue) -> bool:
    """Bounds of the value's shape, in whole numbers, with the value between them."""
    whole = all(
        isinstance(number, int) and not isinstance(number, bool)
        for bound in (read.least, read.most)
        for number in (bound.values() if isinstance(bound, dict) else (bound,))
    )
    try:
        return whole and read.allows(read.value)
    except (KeyError, TypeError):
        return False


def _merged(tables: Iterable[dict[str, tuple[DatedValue, ...]]]) -> dict[str, tuple[DatedValue, ...]]:
    merged: dict[str, tuple[DatedValue, ...]] = {}
    for table in tables:
        for name, values in table.items():
            if name in merged:
                raise PackError(f"{values[0].where}: {name} is already defined at {merged[name][0].where}")
            merged[name] = values
    return merged
