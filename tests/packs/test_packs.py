"""The law as data: every clause of the document, every rule and figure of the rulebook, and no broken pack."""

import re
from datetime import date
from pathlib import Path

import pytest

from kehou.policy.figures_read import figures_read
from kehou.policy.pack import NAMED, known_packs, load_pack, load_packs, quote
from kehou.policy.parameter_words import WORDS
from kehou.policy.parameters import MonthDay, Share, typed_value, written_value
from kehou.policy.rule import all_rules

BASE, OVERLAY = "wuhai-2021-92", "national-2023-12"


def test_clauses_are_those_of_the_policy_with_its_words(shared: Path) -> None:
    table = (shared / "policy" / "clauses.md").read_text(encoding="utf-8")
    proofs = {row[0]: row[-1] for row in re.findall(r"^\| ([二三四五六七八附]\S*) \|.*\| ([a-z, ]+) \|$", table, re.M)}
    pack = load_pack(BASE)
    assert {clause.id: ", ".join(clause.proof) for clause in pack.clauses} == proofs
    document = (shared / "policy" / "wuhai-2021-92.txt").read_text(encoding="utf-8")
    assert (pack.folder / "document.txt").read_text(encoding="utf-8") == document
    lines = document.split("\n")
    for clause in pack.clauses:
        start = clause.text.split("……")[0]
        assert "".join(lines[clause.line - 1 :]).find(start) in range(len(lines[clause.line - 1])), clause.id


def test_every_rule_of_the_rulebook_is_bound_under_its_clause_and_level(shared: Path) -> None:
    rulebook = (shared / "policy" / "rulebook.md").read_text(encoding="utf-8")
    bound = {b.rule: b for name in (BASE, OVERLAY) for clause in load_pack(name).clauses for b in clause.bindings}
    for names, clauses, level in _entries(rulebook):
        for name, clause in zip(names, clauses, strict=True):
            assert (bound[name].clause, bound[name].level) == (clause, level), name
    assert len(bound) == 113
    assert set(bound) == set(all_rules())


def _entries(rulebook: str) -> list[tuple[list[str], list[str], str]]:
    """(rules, their clauses, level) of every entry of the form `rule` · clause · level, for one rule or a pair."""
    found = []
    pattern = r"`([a-z-]+)` · ([二三四五六七八附]\.?[0-9a-d.]*)(?: and `([a-z-]+)` · ([二三四五六七八附][0-9a-d.]*))? · (block|find|sign)"
    for first, clause, second, other, level in re.findall(pattern, rulebook):
        found.append(([first, second], [clause, other], level) if second else ([first], [clause], level))
    assert len(found) > 80
    return found


def test_every_parameter_of_the_rulebook_has_its_value_date_and_source(shared: Path) -> None:
    section = (shared / "policy" / "rulebook.md").read_text(encoding="utf-8").split("## 2.")[1].split("## 3.")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:3] == "| `"]
    parameters = {name: values for pack in (BASE, OVERLAY) for name, values in load_pack(pack).parameters.items()}
    named = set()
    for name, _, _, since, _ in rows:
        for one in re.findall(r"`([a-z_0-9]+)`", name):
            full = one if not one.startswith("_") else "service_minutes" + one
            named.add(full)
            assert parameters[full][0].valid_from.isoformat() == since, full
            assert parameters[full][0].source and parameters[full][0].unit
    # The rulebook has these two as words of a rule ("half the members rounded down plus one"); a city may want others.
    assert set(parameters) - named == {"committee_quorum", "committee_majority"}
    assert named <= set(parameters)


@pytest.mark.clause("六.1")
def test_parameters_take_the_value_in_force_and_before_the_first_the_first() -> None:
    law = load_packs((BASE,))
    assert law.params(date(2020, 1, 1)).before_class_required is True
    assert law.params(date(2023, 12, 26)).before_class_required is True
    assert law.params(date(2023, 12, 27)).before_class_required is False
    now = law.params(date(2026, 9, 1))
    assert dict(now.fee_ceiling) == {"primary": 30000, "junior": 30000, "senior": 60000}
    assert (now.evening_end_junior, now.filing_deadline_autumn) == (20 * 60 + 30, MonthDay(9, 20))
    assert str(now.payout_tolerance) == "0.5"
    with pytest.raises(AttributeError, match="no pack defines"):
        _ = now.fee_celling


def test_figures_are_printed_as_the_law_writes_them_and_not_in_fen_or_minutes_since_midnight() -> None:
    written = {
        name: [written_value(value.value, value.unit) for value in values]
        for name, values in load_pack(BASE).parameters.items()
    }
    assert written["fee_ceiling"] == ["primary 300.00, junior 300.00, senior 600.00"]
    assert written["evening_end_junior"] == ["20:30"]
    assert written["filing_deadline_autumn"] == ["09-20"]
    assert written["before_class_required"] == ["true", "false"]
    assert written["payout_tolerance"] == ["0.5"]


@pytest.mark.clause("八.3b")
def test_a_share_says_how_many_are_enough() -> None:
    half, two_thirds = Share(1, 2, passed=True), Share(2, 3, passed=False)
    assert [half.least(n) for n in (0, 1, 10, 11)] == [1, 1, 6, 6]
    assert [two_thirds.least(n) for n in (0, 1, 9, 10, 11)] == [0, 1, 6, 7, 8]
    now = load_packs((BASE,)).params(date(2026, 9, 1))
    assert now.committee_quorum == now.committee_majority == half
    assert typed_value("at least 2/3", "share of the members") == two_thirds
    assert written_value(two_thirds, "share of the members") == "at least 2/3"


def test_every_figure_has_words_and_every_figure_a_rule_reads_is_given() -> None:
    given = {name for pack in (BASE, OVERLAY) for name in load_pack(pack).parameters}
    assert given <= set(WORDS)
    assert {name for rule in all_rules().values() for name in figures_read(rule)} <= given


def test_documents_that_do_not_agree_say_which_one_holds_and_why() -> None:
    law = load_packs((BASE, OVERLAY))
    held = {(clause.id, one.clause): one for clause, one in law.conflicts(date(2023, 12, 27))}
    assert set(held) == {("二.2", "国.2"), ("六.1", "国.1"), ("六.4", "国.1")}
    assert all(one.about and one.because and one.pack == OVERLAY for one in held.values())
    assert not list(law.conflicts(date(2023, 12, 26)))
    assert list(load_packs((BASE,)).conflicts(date(2023, 12, 27))), "the city's law says so by itself"
    assert (law.clauses["附.11"].pack, law.clauses["国.2"].pack) == (BASE, OVERLAY)


def test_a_district_may_set_a_figure_without_touching_the_law() -> None:
    params = load_packs((BASE,)).params(date(2026, 9, 1))
    assert params.dated("invite_share").district_may_set and not params.dated("fee_ceiling").district_may_set
    changed = params.replace(invite_share=80)
    assert (changed.invite_share, changed.answer_share, params.invite_share) == (80, 60, 90)
    with pytest.raises(KeyError):
        params.replace(no_such_figure=1)


def test_a_clause_is_quoted_by_its_id() -> None:
    assert quote("附.11") == ("附.11", "严禁课后服务时间学生无人看管；")
    assert quote("八.5b")[0] == "八.5"
    assert quote("国.2")[1] == "不得通过家长委员会、第三方机构等收取课后服务费。"
    assert quote("附.13") == ("", "")


def test_only_complaints_name_their_clause_themselves() -> None:
    named = [
        b.rule for name in known_packs() for c in load_pack(name).clauses for b in c.bindings if b.variant == NAMED
    ]
    assert named == ["complaint-upheld"]
