"""By columns and with the sieves, or row by row: the same facts and the same findings, word for word."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from kehou.policy.audit import audit_folder
from kehou.policy.check import judge
from kehou.policy.columns import reading, sieves
from kehou.policy.columns.rows import PresenceColumns
from kehou.policy.columns.stays import Stays
from kehou.policy.exchange.reading import Unreadable
from kehou.policy.facts.term import TermFacts
from kehou.policy.pack import load_packs
from kehou.policy.rule import all_rules
from tests.policy.columns.terms import folders
from tests.policy.folder import Folder, facts_of

SOME = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
EACH_TIME = settings(SOME, max_examples=200, derandomize=True, database=None, phases=[Phase.generate])
"""The same terms each time, and no search for the smallest of those that differ."""


@pytest.fixture(autouse=True)
def nothing_is_too_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SMALL", 0)


def judged(facts: TermFacts, sieve: sieves.TermSieve | None = None) -> list[str]:
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


def test_the_random_terms_make_every_sieved_rule_speak() -> None:
    """Otherwise the two could agree on nothing."""
    spoke: Counter[str] = Counter()

    @EACH_TIME
    @given(folders())
    def walk(folder: Folder) -> None:
        facts = facts_of(folder)
        law = load_packs(facts.plan.policy if facts.plan else ())
        found = judge(facts, law, judges=("plan", "records")).findings
        spoke.update({finding.rule for finding in found} & sieves.sieved_rules())

    walk()
    assert {rule for rule in sieves.sieved_rules() if spoke[rule] < 2} == set(), spoke


def test_every_sieve_is_a_rules() -> None:
    assert sieves.sieved_rules() <= set(all_rules())


@pytest.mark.parametrize("rule", ["unattended", "attended-without-consent", "bill-days", "evening-ran-late"])
def test_a_sieve_that_lets_too_little_through_is_seen(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: half the lines lost."""
    whole = sieves._SIEVES[rule]

    def broken(stays: Stays, params: object) -> dict[str, object]:
        left = whole(stays, params)  # type: ignore[arg-type]
        return left | {"presence": left["presence"][::2]}

    monkeypatch.setitem(sieves._SIEVES, rule, broken)

    @EACH_TIME
    @given(folders())
    def walk(folder: Folder) -> None:
        quick = facts_of(folder, reading.read_columns)
        assert judged(quick, sieves.TermSieve()) == judged(quick)

    with pytest.raises(AssertionError):
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
