"""A table that was not handed over is never *fine*: exactly the rules that need it say that they could not judge (rulebook §1, §6)."""

import re
from pathlib import Path

import pytest

from kehou.policy.facts.term import TABLES
from tests.policy.folder import Folder, audit, lived
from tests.policy.promise import OVERLAY

RULEBOOK = Path(__file__).resolve().parents[3] / "shared" / "policy" / "rulebook.md"
NEEDS = {
    "end-meets-closing": "office_hours",
    "no-filed-plan": "sessions",
    "session-outside-plan": "sections sessions calendar",
    "workday-not-served": "sections sessions calendar",
    "session-not-held": "sessions",
    "early-end": "sessions",
    "early-end-habit": "sessions",
    "evening-ran-late": "sections sessions presence students",
    "written-homework-given": "sections sessions",
    "homework-not-held": "sections sessions",
    "self-study-short": "sections sessions",
    "new-lesson-logged": "sessions",
    "subject-training-held": "sessions",
    "new-lesson-reported": "pulse",
    "unattended-reported": "pulse",
    "satisfaction-low": "pulse",
    "homework-unfinished": "students presence",
    "child-all-online": "sections sessions presence",
    "unattended": "sessions adults presence",
    "adult-in-two-places": "sessions adults",
    "roll-call-missing": "sessions presence",
    "release-not-recorded": "presence",
    "adult-not-applied": "adults",
    "adult-not-cleared": "sessions adults",
    "provider-not-in-force": "sessions adults",
    "consent-invalid": "consents",
    "attended-without-consent": "sessions consents presence",
    "whole-class-at-once": "students consents",
    "same-device": "consents",
    "pressed-answers": "consents",
    "discouraged-answers": "consents",
    "demand-above-enrolment": "students consents",
    "withdrawals-clustered": "students consents",
    "published-late": "sessions",
    "unplaced-no-reason": "seats",
    "priority-passed-over": "students seats",
    "bill-days": "sessions presence bills",
    "bill-over-standard": "students bills",
    "term-cap-exceeded": "students bills",
    "waived-pupil-charged": "students bills",
    "fund-source-unplanned": "fund",
    "fund-use": "fund",
    "fund-other-use": "fund",
    "fund-overdrawn": "fund",
    "collected-not-in-fund": "bills fund",
    "payout-without-appraisal": "appraisal payouts",
    "payout-not-worked": "sessions adults payouts",
    "pledge-missing": "sessions adults declarations",
    "new-lesson-pledge-missing": "sessions adults declarations",
    "complaint-upheld": "complaints",
    "complaint-overdue": "complaints",
    "evaluation-not-used": "evaluation",
    "drilling-held": "sections sessions",
}
"""The tables of each rule of rulebook §6, §7 and of §4 where one is read, in the rulebook's order."""

PRIMARY = lived().with_plan(policy=["wuhai-2021-92", OVERLAY])
JUNIOR = lived(grades={7: 4}, boarding="some", evening=True).with_plan(policy=["wuhai-2021-92", OVERLAY])


def open_questions(folder: Folder) -> dict[str, str]:
    """Rule → the tables it misses; findings that an absent table causes elsewhere do not matter here."""
    return {entry.rule: " ".join(entry.needs) for entry in audit(folder).not_judged}


@pytest.mark.parametrize("table", TABLES)
def test_each_absent_table_leaves_open_exactly_the_rules_that_need_it(table: str) -> None:
    asking = {rule for rule, needs in NEEDS.items() if table in needs.split()}
    for folder, applies_not in ((PRIMARY, "evening-ran-late"), (JUNIOR, "written-homework-given")):
        assert open_questions(folder.without(table)) == dict.fromkeys(asking - {applies_not}, table)


def test_with_nothing_handed_over_every_rule_names_all_it_misses() -> None:
    for folder, applies_not in ((PRIMARY, "evening-ran-late"), (JUNIOR, "written-homework-given")):
        wanted = {rule: needs for rule, needs in NEEDS.items() if rule != applies_not}
        got = open_questions(folder.without(*TABLES))
        assert {rule: sorted(needs.split()) for rule, needs in got.items()} == {
            rule: sorted(needs.split()) for rule, needs in wanted.items()
        }


def test_a_school_with_holiday_care_needs_its_surveys() -> None:
    care = {"id": "h", "kind": "holiday", "grades": [2], "weekdays": ["mon"], "start": "09:00", "end": "11:00"}
    folder = lived()
    with_care = Folder({**folder.plan, "windows": [*folder.plan["windows"], care]}, folder.tables)
    assert open_questions(with_care.without("holiday_surveys")) == {"holiday-undecided": "holiday_surveys"}
    assert open_questions(folder.without("holiday_surveys")) == {}


@pytest.mark.parametrize("folder", [PRIMARY, JUNIOR], ids=["primary", "junior"])
def test_an_empty_table_was_handed_over(folder: Folder) -> None:
    empty = Folder(folder.plan, dict.fromkeys(TABLES, ()) | {"office_hours": folder.tables["office_hours"]})
    report = audit(empty)
    assert (report.findings, report.not_judged) == ((), ())


def test_a_folder_that_is_complete_and_lawful_conforms() -> None:
    for folder in (PRIMARY, JUNIOR):
        assert audit(folder).verdict == "conforms"
        assert audit(folder.without("evaluation")).verdict == "not_judged_in_part"


def test_the_tables_are_those_the_rulebook_names() -> None:
    if not RULEBOOK.is_file():
        pytest.skip("../shared/policy/rulebook.md is not there")
    text = RULEBOOK.read_text(encoding="utf-8")
    text = text[text.index("## 6. Record rules") : text.index("## 8. ")]
    heads = re.findall(r"((?:`[a-z-]+` · [^·`]+ (?:and )?)*)`([a-z-]+)` · [^·]+ · (?:find|sign) · ([a-z_, ]+)", text)
    named = {rule: {t for t in re.split(r"[ ,]+", tables) if t in TABLES} for _, rule, tables in heads}
    assert len(named) > 40
    for rule, tables in named.items():
        assert set(NEEDS[rule].split()) == tables, rule
