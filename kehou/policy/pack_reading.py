"""A pack's folder → a Pack. Nothing of a broken pack is used: a city must not run on half a law.

One pass finds everything: whoever writes a city's law mends a list, not one fault after another.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from kehou.policy.exchange.fields import ErrorList, Fields
from kehou.policy.exchange.reading import InputError, Unreadable, nearest_of, read_bytes, text_of
from kehou.policy.exchange.yaml_tree import Node, tree_from_yaml
from kehou.policy.figures_read import figures_read
from kehou.policy.pack import Binding, Clause, Pack, Yielding
from kehou.policy.pack_figures import read_parameters
from kehou.policy.parameters import DatedValue
from kehou.policy.rule import all_rules

_PACK = ("id", "title", "short", "document", "issued_by", "issued", "valid_from", "kind", "clauses", "text")
_CLAUSE = ("id", "printed", "text", "proof", "line", "rules", "parameters", "yields_to")
_BINDING = ("rule", "level", "variant")
_YIELDING = ("pack", "clause", "valid_from", "about", "because")
_MAX_BYTES = 1_000_000


class PackError(Unreadable):
    """A pack that cannot be used. errors: everything wrong, each with file, line, key and what was expected."""

    def __str__(self) -> str:
        return "\n".join(f"{e.file}:{e.line}: {e.key or 'file'}: expected {e.expected} ({e.says})" for e in self.errors)


def read_pack(folder: Path) -> Pack:
    """Read pack.yaml, the document it names and the clause files it lists.

    Errors: PackError, in one pass, for a folder without pack.yaml, a file that is not as documented, a clause file that is
    not listed or listed and not there, an unknown rule, level, unit or figure, an impossible date, two values of one figure
    for one day, a value without a source, two clauses of one id, a clause whose text is not in the document.
    """
    log = ErrorList("pack.yaml")
    root = _tree(folder, log)
    fields = Fields(root or Node("map", 1), "", log, _PACK, _PACK[:-1] if root else ())
    if root and fields.text("id") not in ("", folder.name):
        fields.bad("id", folder.name, "代号要和文件夹的名字一样")
    issued, valid_from = fields.day("issued"), fields.day("valid_from")
    names = _clause_files(folder, fields)
    head = Pack(
        folder.name, fields.text("title"), fields.text("short"), fields.text("document"), fields.text("issued_by"),
        issued or date.min, valid_from or date.min, fields.code("kind", ("base", "overlay")), (), {}, folder,
    )  # fmt: skip
    document = _document(folder, fields)
    errors = _placed(folder, log)
    clauses: list[Clause] = []
    parameters: dict[str, tuple[DatedValue, ...]] = {}
    for name in names:
        clause_log = ErrorList(f"clauses/{name}.yaml")
        clause, own = _read_clause(folder, clause_log, document)
        _only_once(clause, own, clauses, parameters, clause_log)
        errors += _placed(folder, clause_log)
        clauses += [clause] if clause else []
        parameters |= own
    if errors:
        raise PackError(tuple(errors))
    return replace(head, clauses=tuple(clauses), parameters=parameters)


def read_together(places: Iterable[Path], read: Callable[[Path], Pack]) -> tuple[Pack, ...]:
    """Packs that make one law.

    Errors: PackError with the faults of all of them; if each is fine by itself, for a clause or figure defined twice, a
    bound rule whose figure nobody gives, a clause that yields to one that is not there.
    """
    packs: list[Pack] = []
    errors: list[InputError] = []
    for place in places:
        try:
            packs.append(read(place))
        except PackError as broken:
            errors += broken.errors
    errors = errors or [*_defined_twice(packs), *_figures_missing(packs), *_yielding_to_nothing(packs)]
    if errors:
        raise PackError(tuple(errors))
    return tuple(packs)


def twice(name: str, folders: Iterable[Path]) -> PackError:
    """A pack that stands in two of the places where packs are looked for."""
    both = "、".join(str(folder) for folder in folders)
    return PackError((InputError(both, 0, "id", "one pack of this id", says=f"有两份政策都叫 {name}"),))


def no_folder(setting: str, folder: str) -> PackError:
    """A setting names a folder of packs that is not there."""
    return PackError((InputError(folder, 0, setting, "a folder of packs", says=f"{setting} 写的文件夹不存在"),))


def _placed(folder: Path, log: ErrorList) -> list[InputError]:
    return [replace(error, file=str(folder / error.file)) for error in sorted(log.errors, key=lambda e: e.line)]


def _tree(folder: Path, log: ErrorList) -> Node | None:
    """None: it is no YAML mapping, and the log says so."""
    path = folder / log.file
    try:
        text = text_of(read_bytes(path, _MAX_BYTES, kind="YAML"), log.file, kind="YAML")
        root, errors = tree_from_yaml(text, log.file)
    except Unreadable as unreadable:
        log.errors.extend(replace(error, file=log.file) for error in unreadable.errors)
        return None
    log.errors.extend(errors)
    if root.kind != "map":
        log.add("", "a mapping", "文件开头要写成 键: 值 的形式", line=root.line)
        return None
    return root


def _clause_files(folder: Path, fields: Fields) -> list[str]:
    """Names of the files that are both listed and there, each once."""
    names = fields.texts("clauses")
    on_disk = {path.stem for path in (folder / "clauses").glob("*.yaml")}
    if "clauses" in fields.values and (set(names) != on_disk or len(set(names)) != len(names)):
        odd = ", ".join(sorted(set(names) ^ on_disk)) or ", ".join(sorted({n for n in names if names.count(n) > 1}))
        fields.bad("clauses", "each file of clauses/ once", f"和 clauses/ 里的文件对不上：{odd}")
    return [name for name in dict.fromkeys(names) if name in on_disk]


def _document(folder: Path, fields: Fields) -> list[str] | None:
    """Lines of the document the clauses are quoted from; None where the pack names none."""
    name = fields.text("text")
    if not name:
        return None
    try:
        return text_of(read_bytes(folder / name, _MAX_BYTES, kind="text"), name, kind="text").split("\n")
    except Unreadable as unreadable:
        fields.bad("text", "a text file of the pack, in UTF-8", f"{name}：{unreadable.errors[0].says}")
        return None


def _read_clause(
    folder: Path, log: ErrorList, document: list[str] | None
) -> tuple[Clause | None, dict[str, tuple[DatedValue, ...]]]:
    root = _tree(folder, log)
    if root is None:
        return None, {}
    required = _CLAUSE[:4] if document is None else _CLAUSE[:5]
    fields = Fields(root, "", log, _CLAUSE, required)
    clause_id, text, line = fields.text("id"), fields.text("text"), fields.integer("line") or 0
    if document is not None and text:
        _check_quotation(fields, text, line, document)
    clause = Clause(
        clause_id, fields.text("printed"), text, line, fields.codes("proof", ("block", "find", "do")),
        tuple(_bindings(fields, clause_id)), folder.name, folder / log.file, tuple(_yieldings(fields)),
    )  # fmt: skip
    return clause, read_parameters(fields, log)


def _only_once(
    clause: Clause | None,
    own: dict[str, tuple[DatedValue, ...]],
    clauses: list[Clause],
    parameters: dict[str, tuple[DatedValue, ...]],
    log: ErrorList,
) -> None:
    """No clause and no figure of this file stands in an earlier one."""
    earlier = next((one for one in clauses if clause and clause.id and one.id == clause.id), None)
    if earlier and clause:
        log.add("id", "an id of its own", f"{clause.id} 已经写在 {earlier.file.name} 里")
    for name in own:
        if name in parameters:
            says = f"{name} 已经写在 {parameters[name][0].where}"
            log.add(f"parameters.{name}", "each figure once", says)


def _check_quotation(fields: Fields, text: str, line: int, document: list[str]) -> None:
    """Every quoted stretch is in the document, which a page break may cut; the first one begins on `line`."""
    whole = "".join(document)
    stretches = [part for part in text.split("……") if part]
    for part in stretches:
        if part not in whole:
            fields.bad("text", "words of the document", f"文件里没有这句话：{part[:20]}")
    rest = "".join(document[line - 1 :]) if line else ""
    begins_there = line and stretches and stretches[0] in rest and stretches[0] not in "".join(document[line:])
    if "line" in fields.values and stretches and not begins_there:
        fields.bad("line", "the line where the text begins", f"这句话不是从第 {line} 行开始的")


def _bindings(fields: Fields, clause_id: str) -> Iterable[Binding]:
    known = all_rules()
    for item in fields.sections("rules", _BINDING, _BINDING[:2]):
        rule, level = item.text("rule"), item.code("level", ("block", "find", "sign"))
        if rule and rule not in known:
            nearest = nearest_of(rule, tuple(known))
            says = f"没有 {rule} 这条规则" + (f"，最接近的是 {nearest}" if nearest else "")
            item.bad("rule", "a rule of policy/rules/", says, nearest=nearest)
        yield Binding(clause_id, rule, level, item.text("variant"))  # type: ignore[arg-type]


def _yieldings(fields: Fields) -> Iterable[Yielding]:
    for item in fields.sections("yields_to", _YIELDING, _YIELDING):
        day = item.day("valid_from")
        words = {key: item.text(key) for key in ("pack", "clause", "about", "because")}
        if item.usable and day:
            yield Yielding(valid_from=day, **words)


def _defined_twice(packs: Iterable[Pack]) -> Iterable[InputError]:
    owner: dict[str, str] = {}
    for pack in packs:
        places = {clause.id: str(clause.file) for clause in pack.clauses}
        places |= {name: str(pack.folder / values[0].where) for name, values in pack.parameters.items()}
        for name, place in places.items():
            if name in owner:
                file, _, line = place.partition(".yaml:")
                where = (f"{file}.yaml", int(line)) if line else (file, 1)
                yield InputError(*where, "id", "an id of its own", says=f"{name} 已经写在 {owner[name]} 里")
            owner.setdefault(name, pack.id)


def _figures_missing(packs: Iterable[Pack]) -> Iterable[InputError]:
    """A rule that would find no figure to compare with on the day somebody is judged."""
    given = {name for pack in packs for name in pack.parameters}
    rules = all_rules()
    for pack in packs:
        for clause in pack.clauses:
            for binding in clause.bindings:
                for name in figures_read(rules[binding.rule]):
                    if name not in given:
                        says = f"{binding.rule} 要用的标准 {name} 没有写"
                        yield InputError(str(clause.file), 1, "rules", f"a value of {name}", says=says)


def _yielding_to_nothing(packs: Iterable[Pack]) -> Iterable[InputError]:
    """Only what is at hand can be looked up: a city may yield to a notice that no plan names."""
    here = {pack.id: {clause.id for clause in pack.clauses} for pack in packs}
    for pack in packs:
        for clause in pack.clauses:
            for one in clause.yields_to:
                if one.clause not in here.get(one.pack, {one.clause}):
                    says = f"{one.pack} 里没有 {one.clause} 这一条"
                    yield InputError(str(clause.file), 1, "yields_to", "a clause of that pack", says=says)
