"""plan.yaml ⇄ facts ⇄ the document that the running system stores.

The *document* is the JSON-able mapping with the very keys of plan.yaml: dates, times and amounts are text.
"""

from pathlib import Path
from typing import Any

from kehou.policy.exchange.district_reading import DISTRICT_FORMAT, read_district_plan
from kehou.policy.exchange.encodings import decoded
from kehou.policy.exchange.fields import ErrorList
from kehou.policy.exchange.plan_links import check_links
from kehou.policy.exchange.plan_reading import read_plan
from kehou.policy.exchange.reading import MAX_PLAN_BYTES, InputError, Unreadable, read_bytes
from kehou.policy.exchange.yaml_tree import Node, tree_from_document, tree_from_yaml
from kehou.policy.facts.district_plan import DistrictPlan
from kehou.policy.facts.plan import Plan


def read_plan_file(path: Path) -> Plan | DistrictPlan:
    """Read a school's or a district's plan.

    Errors: Unreadable with every error of the file, in one pass.
    """
    text = decoded(read_bytes(path, MAX_PLAN_BYTES, kind="YAML"), path.name, kind="YAML").text
    root, errors = tree_from_yaml(text, path.name)
    plan, more = _plan_from_tree(root, path.name)
    if errors or more or plan is None:
        raise Unreadable((*errors, *more))
    return plan


def plan_from_text(text: str, file: str = "plan.yaml") -> tuple[Plan | DistrictPlan | None, tuple[InputError, ...]]:
    """The plan of a file's text as far as it can be read, and every error with its line.

    Errors: Unreadable for text that is no YAML at all.
    """
    root, errors = tree_from_yaml(text, file)
    plan, more = _plan_from_tree(root, file)
    return plan, (*errors, *more)


def plan_from_document(document: Any) -> tuple[Plan | DistrictPlan | None, tuple[InputError, ...]]:
    """The plan of a stored document, as far as it can be read, and what is wrong with the rest.

    A draft still being typed gives a plan of its readable items beside its errors; errors have a key and no line.
    None: not even school, term and version can be read.
    """
    try:
        root = tree_from_document(document)
    except Unreadable as unreadable:
        return None, unreadable.errors
    return _plan_from_tree(root, "")


def document_from_yaml(text: str, file: str = "plan.yaml") -> dict[str, Any]:
    """The document of a plan file's text; the text need not be a complete plan.

    Errors: Unreadable for text that is no YAML mapping or gives a key twice.
    """
    root, errors = tree_from_yaml(text, file)
    if root.kind != "map":
        errors = (*errors, _no_mapping(root, file))
    if errors:
        raise Unreadable(errors)
    document: dict[str, Any] = root.plain()
    return document


def _no_mapping(root: Node, file: str) -> InputError:
    return InputError(file, root.line, "", "a mapping", says="文件开头要写成 键: 值 的形式")


def _plan_from_tree(root: Node, file: str) -> tuple[Plan | DistrictPlan | None, tuple[InputError, ...]]:
    if root.kind != "map":
        return None, (_no_mapping(root, file),)
    log = ErrorList(file)
    format_entry = root.entry("kehou")
    if format_entry is not None and format_entry.value.text.startswith(DISTRICT_FORMAT.split("/")[0]):
        district_plan = read_district_plan(root, log)
        return district_plan, _in_order(log)
    plan = read_plan(root, log)
    if plan is not None:
        check_links(plan, log)
    return plan, _in_order(log)


def _in_order(log: ErrorList) -> tuple[InputError, ...]:
    """As they stand in the file; of one line, as they were found."""
    return tuple(sorted(log.errors, key=lambda error: error.line))
