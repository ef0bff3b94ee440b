"""By columns and with the sieves, or row by row: the same facts and the same findings, word for word."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from kehou.policy.audit import audit_folder
from kehou.policy.check import Sieve, judge
from kehou.policy.columns import reading, sieves
from kehou.policy.columns.rows import PresenceColumns
from kehou.policy.exchange.reading import Unreadable
from kehou.policy.facts.term import TermFacts
from kehou.policy.pack import load_packs
from kehou.policy.parameters import Params
from kehou.policy.rule import all_rules
from tests.policy.columns.terms import folders
from tests.policy.folder import Folder, facts_of

SOME = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
EACH_TIME = settings(SOME, max_examples=200, derandomize=True, database=None, phases=[Phase.generate])
"""The same terms each time, and no search for the smallest of those that differ."""
TABLES = ("presence", "sessions", "bills")
"""What a sieve leaves only a part of."""


@pytest.fixture(autouse=True)
def nothing_is_too_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SMALL", 0)


def judged(facts: TermFacts, sieve: Sieve | None = None) -> list[str]:
    """Findings as JSON, each a line, so that a difference can be read."""
    assert facts.plan is not None
    report = judge(facts, load_packs(facts.plan.policy), judges=("plan", "records"), sieve=sieve)
    return [json.dumps(finding.as_json(), ensure_ascii=False) for finding in report.findings]


@SOME
@given(folders())
def test_columns_find_what_the_plain_rules_find(folder: Folder) -> None:
    plain, quick = facts_of(folder), facts_of(folder, reading.read_columns)
    assert isinstance(quick.presence, PresenceColumns) or not plain.presence
    assert judged(quick, sieves.TermSieve()) == judged(plain)
    assert tuple(quick.presence or ()) == plain.presence
    assert all(getattr(quick, name) == getattr(plain, name) for name in ("sessions", "adults", "consents", "bills"))


def test_every_sieve_is_a_rules() -> None:
    assert sieves.sieved_rules() <= set(all_rules())


class AllSeen(Exception):
    pass


def test_each_sieve_that_lets_too_little_through_is_seen() -> None:
    """The negative control: each sieve in turn loses all it should leave, until the two were seen to differ for all."""
    unseen = set(sieves.sieved_rules())

    def broken(rule: str) -> Sieve:
        sieve = sieves.TermSieve()

        def losing(name: str, facts: TermFacts, params: Params) -> TermFacts:
            told = sieve(name, facts, params)
            if name != rule:
                return told
            lost: dict[str, Any] = {name: () for name in TABLES if getattr(told, name) is not getattr(facts, name)}
            return replace(told, **lost)

        return losing

    @EACH_TIME
    @given(folders())
    def walk(folder: Folder) -> None:
        quick = facts_of(folder, reading.read_columns)
        told = judged(quick)
        unseen.difference_update([rule for rule in unseen if judged(quick, broken(rule)) != told])
        if not unseen:
            raise AllSeen

    with pytest.raises(AllSeen):
        walk()


def test_every_case_of_the_policy_gets_the_same_answer(shared: Path) -> None:
    """Also of the one school of a whole term's size, and of folders that cannot be read."""
    audited = 0
    for case in sorted((shared / "policy" / "cases").iterdir()):
        if (case / "sessions.csv").exists():
            try:
                plain = audit_folder(case, columns=False)
            except Unreadable as unreadable:
                with pytest.raises(Unreadable) as again:
                    audit_folder(case, columns=True)
                assert again.value.errors == unreadable.errors
            else:
                assert audit_folder(case, columns=True).report == plain.report
                audited += 1
    assert audited > 20
