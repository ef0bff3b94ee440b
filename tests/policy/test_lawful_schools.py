"""Whole lawful schools of every kind: the checker has nothing to say to them."""

import pytest

from tests.policy.promise import (
    Document,
    block,
    changed,
    district,
    edited,
    outsider,
    person,
    promise,
    provider,
    report,
    vote,
    window,
    with_window,
    without,
    without_grade,
)
from tests.policy.test_one_fault_one_finding import BASE, SATURDAY, SENIOR, STRICT

EVENING = window(*range(7, 13), id="eve", kind="evening", start="19:10", end="20:30")
TO_TEN = EVENING | {"grades": [7, 8, 9], "end": "22:00"}
SATURDAY_STUDY = block(
    10, 11, 12, window="sat", weekdays=["sat"], start="08:30", end="11:30", content=["self_study"], choice="elective"
)
SPRING = {"term": {"id": "2028-spring", "first_day": "2028-02-29", "last_day": "2028-07-07"}, "filed": "2028-03-20"}
EARLIER = {"16:10": "15:40", "17:10": "16:40", "18:10": "17:40"}


def two_seasons(document: Document) -> Document:
    """The same service, half an hour earlier from November on; courses run in both."""

    def in_winter(item: Document, **changes: str) -> Document:
        return item | {key: EARLIER[item[key]] for key in ("start", "end")} | changes

    autumn = document["windows"][0]
    return document | {
        "windows": [autumn | {"to": "2026-10-31"}, in_winter(autumn, id="winter") | {"from": "2026-11-01"}],
        "blocks": [*document["blocks"], *(in_winter(item, window="winter") for item in document["blocks"])],
        "courses": [item | {"window": ["pm", "winter"]} for item in document["courses"]],
    }


LAWFUL: dict[str, Document] = {
    "a primary school": BASE,
    "twelve years under one roof, evening study for the older": with_window(promise(*range(1, 13)), EVENING),
    "boarders, who study until ten": changed(with_window(promise(7, 8, 9), TO_TEN), "school.boarding", "all"),
    "a teaching point of one grade and one teacher": promise(2),
    "a village school of two grades": promise(2, 4),
    "a junior school": promise(7, 8, 9),
    "a senior high school with Saturdays by choice": with_window(SENIOR, SATURDAY)
    | {"blocks": [*SENIOR["blocks"], SATURDAY_STUDY]},
    "two seasons": two_seasons(BASE),
    "free of charge": BASE | {"fees": {"basis": "none", "sources": ["subsidy"]}},
    "a leaving class that wants no service": edited(without_grade(BASE, 6), survey__wanting__6=0),
    "a grade without pupils": edited(without_grade(BASE, 6), enrolled__6=0, survey__wanting__6=None),
    "a spring term that begins on the leap day": BASE | SPRING,
    "a draft, not filed yet": without(BASE, "filed"),
    "a later version in November": BASE | {"version": 2, "filed": "2026-11-10"},
    "under the national notice, noon care free of charge": with_window(
        STRICT, window(1, 2, 3, 4, 5, 6, id="noon", kind="noon", start="12:00", end="13:30", charged=False)
    ),
    "a vote that failed, and one that healed it": edited(
        BASE, committee__meetings=[vote(**{"for": 5}), vote(date="2026-08-28", present=8, abstain=3, **{"for": 5})]
    ),
    "an institution's coach": BASE | {"staff": [person(), outsider()], "providers": [provider()]},
    "a district": district(),
}


@pytest.mark.clause("四")
@pytest.mark.parametrize("kind", LAWFUL)
def test_a_lawful_school_of_any_kind_gives_no_finding(kind: str) -> None:
    answer = report(LAWFUL[kind])
    assert [(finding.rule, finding.where, finding.subject) for finding in answer.findings] == []
    assert answer.not_judged == () and answer.verdict == "conforms"
