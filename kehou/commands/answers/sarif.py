"""The answer as SARIF 2.1.0 (OASIS): what editors and code-review tools show beside the lines of a file."""

from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from itertools import groupby
from typing import Any
from urllib.parse import quote

from kehou.commands.answers.handed import HandedOver
from kehou.commands.answers.wording import LEVEL_MEANINGS
from kehou.policy.check import Finding, Report
from kehou.policy.exchange.reading import InputError, Unreadable
from kehou.policy.exchange.spans import Place, Span, place_of_error, place_of_finding, spans_of
from kehou.policy.pack import Law

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LOG = {"$schema": SCHEMA, "version": "2.1.0"}
_LEVELS = {"block": "error", "find": "warning", "sign": "note"}
_UNREADABLE = "input-error"


def report_as_sarif(report: Report, law: Law, handed: HandedOver) -> dict[str, Any]:
    """A log of one run."""
    return {**LOG, "runs": [report_as_run(report, law, handed)]}


def unreadable_as_sarif(unreadable: Unreadable, handed: HandedOver) -> dict[str, Any]:
    return {**LOG, "runs": [unreadable_as_run(unreadable, handed)]}


def run_of_school(run: dict[str, Any], folder: str) -> dict[str, Any]:
    """The run of one school of many: named by its folder, its files found from the folder that holds them all."""
    for result in run["results"]:
        for location in result["locations"]:
            artifact = location["physicalLocation"]["artifactLocation"]
            artifact["uri"] = f"{quote(folder, errors='replace')}/{artifact['uri']}"
    return {**run, "automationDetails": {"id": f"{folder}/"}}


def report_as_run(report: Report, law: Law, handed: HandedOver, *, at_most: int | None = None) -> dict[str, Any]:
    """A result for each finding, a notification for each rule that was not judged.

    at_most: results of one rule under one clause; how many more there are is told. Left out = all.
    """
    left_out: list[tuple[Finding, int]] = []
    if at_most is not None:
        report, left_out = _shortened(report, at_most)
    names = list(dict.fromkeys(finding.rule for finding in report.findings))
    rules = [_rule(name, [finding for finding in report.findings if finding.rule == name], law) for name in names]
    index = {name: n for n, name in enumerate(names)}
    places = [place_of_finding(finding.where, handed.plan_file) for finding in report.findings]
    spans = spans_of(places, handed.folder)
    results = [
        _result(finding, index[finding.rule], place, spans.get(place))
        for finding, place in zip(report.findings, places, strict=True)
    ]
    missing = [
        {
            "level": "note",
            "descriptor": {"id": "not-judged"},
            "message": {
                "text": f"没有检查 {law.clauses[entry.clause].printed}（{entry.rule}）：缺 {entry.as_json()['needs']}"
            },
        }
        for entry in report.not_judged
    ]
    missing += [
        {
            "level": "note",
            "descriptor": {"id": "left-out"},
            "message": {"text": f"{finding.clause}（{finding.rule}）还有 {many} 处同样的问题，没有一一写出"},
        }
        for finding, many in left_out
    ]
    return _run(rules, results, {"executionSuccessful": True, "exitCode": report.exit_code}, missing)


def _shortened(report: Report, at_most: int) -> tuple[Report, list[tuple[Finding, int]]]:
    """The first findings of each rule under each clause; of each rule with more, one and how many are left out."""
    kept: list[Finding] = []
    left_out: list[tuple[Finding, int]] = []
    for _, same in groupby(report.findings, key=lambda finding: (finding.clause, finding.rule)):
        group = list(same)
        kept += group[:at_most]
        left_out += [(group[0], len(group) - at_most)] if len(group) > at_most else []
    return replace(report, findings=tuple(kept)), left_out


def unreadable_as_run(unreadable: Unreadable, handed: HandedOver) -> dict[str, Any]:
    """A run that judged nothing: a result for each error of the files."""
    text = "文件读不了，什么也没有检查"
    rule = {"id": _UNREADABLE, "shortDescription": {"text": text}, "defaultConfiguration": {"level": "error"}}
    places = [place_of_error(error) for error in unreadable.errors]
    spans = spans_of(places, handed.folder)
    results = [_error(error, place, spans.get(place)) for error, place in zip(unreadable.errors, places, strict=True)]
    return _run([rule], results, {"executionSuccessful": False, "exitCode": 2, "exitCodeDescription": text}, [])


def _run(
    rules: list[dict[str, Any]], results: list[dict[str, Any]], ended: dict[str, Any], told: list[dict[str, Any]]
) -> dict[str, Any]:
    driver = {"name": "kehou", "version": _version(), "language": "zh-CN", "rules": rules}
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [ended | ({"toolExecutionNotifications": told} if told else {})],
        "results": results,
    }
    return run


def _version() -> str:
    try:
        return version("kehou")
    except PackageNotFoundError:
        return "0"


def _rule(name: str, findings: list[Finding], law: Law) -> dict[str, Any]:
    """A rule with the clauses it serves in this answer: a complaint may be about any."""
    clauses = [law.clauses[id] for id in dict.fromkeys(finding.clause for finding in findings)]
    titles = {pack.id: pack.title for pack in law.packs}
    lines = [f"《{titles[clause.pack]}》 {clause.printed}：{clause.text}" for clause in clauses]
    level = findings[0].level
    return {
        "id": name,
        "shortDescription": {"text": "；".join(f"{clause.printed} {clause.text}" for clause in clauses)},
        "help": {"text": "\n".join([*lines, LEVEL_MEANINGS[level] + "。"])},
        "defaultConfiguration": {"level": _LEVELS[level]},
        "properties": {"clauses": [clause.id for clause in clauses], "level": level},
    }


def _result(finding: Finding, index: int, place: Place, span: Span | None) -> dict[str, Any]:
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.level],
        "message": {"text": f"{finding.clause} {finding.says}怎样算满足：{finding.satisfied_by}"},
        "locations": [_location(place, span, finding.where)],
        "properties": {"clause": finding.clause, "subject": finding.subject, "level": finding.level},
    }


def _error(error: InputError, place: Place, span: Span | None) -> dict[str, Any]:
    return {
        "ruleId": _UNREADABLE,
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": f"{error.says}（expected: {error.expected}）"},
        "locations": [_location(place, span, error.key)],
    }


def _location(place: Place, span: Span | None, name: str) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(place.file, errors="replace")}}
    line = span.line if span else place.line
    if line:
        physical["region"] = {"startLine": line}
        if span and span.start:
            physical["region"] |= {"startColumn": span.start, "endColumn": span.end}
    location: dict[str, Any] = {"physicalLocation": physical}
    if name:
        location["logicalLocations"] = [{"fullyQualifiedName": name}]
    return location
