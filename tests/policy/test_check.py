"""The checker itself: verdicts, order, clauses, and what it refuses to guess."""

from datetime import date, datetime

import pytest

from kehou.policy.check import judge
from kehou.policy.facts.records import Complaint
from kehou.policy.facts.term import TermFacts
from kehou.policy.pack import load_packs, order_of_packs
from kehou.policy.rule import all_rules, rule
from tests.policy.promise import BASE, OVERLAY, changed, course, findings, promise, report

LAW = load_packs((BASE,))


def test_a_sign_alone_makes_the_verdict_findings() -> None:
    plan = promise(3)
    plan["courses"] = [course(3, id=f"x{n}", domains=list("德智美劳") if n == 9 else ["体"]) for n in range(10)]
    found = report(plan)
    assert [(f.rule, f.level) for f in found.findings] == [("domains-lopsided", "sign")]
    assert (found.verdict, found.exit_code) == ("findings", 1)


def test_findings_stand_in_the_order_of_the_clauses() -> None:
    found = report(promise(safety=None, priority=None, survey=None, appraisal=None, committee=None))
    assert [f.clause for f in found.findings] == ["八.3a", "八.3d", "八.4d", "八.5c", "附.8"]


@pytest.mark.clause("附.12")
def test_an_upheld_complaint_stands_under_the_clause_it_names_and_unknown_ones_under_their_own() -> None:
    rows = tuple(
        Complaint(str(n), datetime(2026, 9, 9, 9), about=about, upheld=True, source=f"complaints.csv:{n}")
        for n, about in enumerate(("附.7", "附.12"), 2)
    )
    got = judge(TermFacts(complaints=rows), LAW, judges=("records",), on=date(2026, 9, 10))
    upheld = [(f.clause, f.where) for f in got.findings if f.rule == "complaint-upheld"]
    assert upheld == [("附.7", "complaints.csv:2"), ("附.12", "complaints.csv:3")]
    without = judge(TermFacts(), LAW, judges=("records",), on=date(2026, 9, 10))
    assert ("complaint-upheld", "附.12") in {(n.rule, n.clause) for n in without.not_judged}


def test_only_what_is_asked_for_is_judged() -> None:
    rules = all_rules()
    assert {name for name, known in rules.items() if set(known.judges) == {"plan", "district_plan"}} == {"filed-late"}
    assert judge(TermFacts(), LAW, judges=("plan",), on=date(2026, 9, 1)).findings == ()
    with pytest.raises(ValueError, match="needs a term or a day"):
        judge(TermFacts(), LAW)


def test_a_rule_is_declared_once_and_judges_what_there_is() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        rule("filed-late", judges="plan")(lambda facts, params: iter(()))
    with pytest.raises(ValueError, match="judges"):
        rule("x", judges="planet")


@pytest.mark.parametrize(
    ("names", "fine"),
    [([BASE], True), ([BASE, OVERLAY], True), ([OVERLAY], False), ([OVERLAY, BASE], False), ([BASE, BASE], False),
     ([BASE, OVERLAY, OVERLAY], False)],
)  # fmt: skip
def test_one_base_then_overlays_each_once(names: list[str], fine: bool) -> None:
    assert (order_of_packs(names) == "") is fine


def test_evidence_is_json_and_sentences_have_no_code_words() -> None:
    """Every finding a broken plan can give reads as Chinese, whatever its rule."""
    broken = promise(
        *range(1, 13),
        survey=None, committee=None, priority=None, duties=None, safeguards=None, safety=None, appraisal=None,
        publication=None, blocks=[], filed="2026-12-01",
    )  # fmt: skip
    for finding in report(broken).findings:
        assert not any(word.isascii() and word.isalpha() and len(word) > 2 for word in finding.says.split()), finding


def test_a_finding_keeps_what_proves_it() -> None:
    found = findings("grade-not-served", changed(promise(), "windows.0.kind", "noon"))
    assert found[0].as_json()["evidence"] == {"grade": 1, "wanting": 80, "enrolled": 100}
