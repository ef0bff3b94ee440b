"""One thing wrong in a lawful plan is one finding, of one rule: nothing else in the school is accused for it."""

from typing import Any

import pytest

from tests.policy.promise import (
    OVERLAY,
    WEEK,
    Document,
    block,
    course,
    district,
    edited,
    everywhere,
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

BASE = promise()
SENIOR = promise(10, 11, 12, fees=None) | {"fees": {"basis": "none", "sources": ["subsidy"]}}
SATURDAY = window(10, 11, 12, id="sat", kind="weekend", weekdays=["sat"], start="08:30", end="11:30")
STRICT = BASE | {"policy": ["wuhai-2021-92", OVERLAY]}
COACH = BASE | {"staff": [person(), outsider()], "providers": [provider()]}


def with_course(document: Document, **changes: Any) -> Document:
    """One more course for grades 3 to 6."""
    return document | {
        "courses": [*document["courses"], course(3, 4, 5, 6, id="more", **{"content": "club"} | changes)]
    }


def four_days(document: Document) -> Document:
    for part in ("windows", "blocks", "courses"):
        document = everywhere(document, part, weekdays=WEEK[:4])
    return document


ONE_PACKAGE = promise(
    1,
    3,
    blocks=[
        block(1, 3, content=["homework", "reading"]),
        block(1, 3, start="17:10", end="18:10", content="menu", choice="elective"),
    ],
    courses=[course(1, 3, id=f"c{n}", content="practice", domains=[domain]) for n, domain in enumerate("德智体美劳")],
)
FIRST = promise(1)

FAULTS: list[tuple[str, str, Document]] = [
    *[("plan-part-missing", part, without(BASE, part)) for part in ("blocks", "duties", "safeguards", "fees", "staff")],
    ("plan-part-missing", "windows", without(BASE, "windows")),
    ("plan-part-missing", "enrolled", without(BASE, "enrolled")),
    ("plan-part-missing", "duties", BASE | {"duties": []}),
    ("plan-part-missing", "fees", BASE | {"fees": {}}),
    ("window-without-content", "blocks", edited(BASE, blocks__1__end="17:54")),
    ("filed-late", "filed", BASE | {"filed": "2026-09-21"}),
    ("survey-missing", "survey", without(BASE, "survey")),
    ("survey-missing", "survey", edited(BASE, survey__closed=None)),
    ("survey-missing", "survey", edited(BASE, survey__wanting={})),
    ("survey-narrow", "survey", edited(BASE, survey__invited=539, survey__answered=400)),
    ("survey-narrow", "survey", edited(BASE, survey__answered=359)),
    ("survey-late", "survey.closed", edited(BASE, survey__closed="2026-09-09")),
    ("committee-absent", "committee", without(BASE, "committee")),
    ("committee-absent", "committee", edited(BASE, committee__members=None)),
    ("committee-absent", "committee", edited(BASE, committee__meetings=[vote(date="2026-09-09")])),
    ("committee-vote-invalid", "committee.meetings", edited(BASE, committee__meetings=[vote(opinion=" ")])),
    ("committee-vote-invalid", "committee.meetings", edited(BASE, committee__meetings=[vote(present=12)])),
    ("priority-missing", "priority", without(BASE, "priority")),
    ("priority-missing", "priority", BASE | {"priority": ["migrant", "hardship"]}),
    ("grade-not-served", "windows", without_grade(BASE, 6)),
    ("workday-missing", "windows", four_days(FIRST)),
    ("end-meets-closing", "windows[0]", edited(FIRST, windows__0__end="17:49", blocks__1__end="17:49")),
    (
        "before-class-offered",
        "windows",
        edited(BASE, term__first_day="2023-08-28", term__last_day="2024-01-19", filed=None),
    ),
    (
        "service-two-hours",
        "windows[0]",
        edited(BASE, windows__0__end="18:41", blocks__1__end="18:41", blocks__3__end="18:41"),
    ),
    ("weekend-compulsory", "windows[1]", with_window(BASE, SATURDAY | {"grades": [6]})),
    ("weekend-compulsory", "windows[1]", with_window(BASE, window(1, id="n", kind="noon", weekdays=["sun"]))),
    (
        "weekend-not-voluntary",
        "blocks[2]",
        with_window(SENIOR, SATURDAY)
        | {"blocks": [*SENIOR["blocks"], block(10, window="sat", weekdays=["sat"], start="08:30", end="11:30")]},
    ),
    ("holiday-undecided", "windows[1]", with_window(BASE, window(1, id="h", kind="holiday", start="09:00"))),
    ("evening-primary", "windows[1]", with_window(BASE, window(6, id="e", kind="evening", start="19:00", end="19:30"))),
    (
        "evening-too-late",
        "windows[1]",
        with_window(promise(7), window(7, id="e", kind="evening", start="19:00", end="20:31")),
    ),
    (
        "content-mainly",
        "blocks",
        everywhere(edited(promise(7), blocks__0__content=["homework", "care"]), "courses", content="care"),
    ),
    ("five-domains", "courses", FIRST | {"courses": [c for c in FIRST["courses"] if c["domains"] != ["体"]]}),
    (
        "domains-lopsided",
        "courses",
        FIRST | {"courses": [*FIRST["courses"], *(course(1, id=f"m{n}", domains=["美"]) for n in range(6))]},
    ),
    ("all-online", "blocks", everywhere(everywhere(FIRST, "blocks", mode="online"), "courses", mode="online")),
    ("one-package", "blocks", ONE_PACKAGE),
    ("content-wrong-stage", "blocks[0]", edited(promise(7), blocks__0__content=["homework", "extension"])),
    ("written-homework", "blocks[0]", edited(BASE, blocks__0__written_homework=True)),
    ("homework-arranged", "blocks", edited(BASE, blocks__2__content=["reading", "self_study"])),
    ("self-study-hour", "blocks", edited(BASE, blocks__0__content=["group"])),
    ("menu-empty", "blocks[1]", everywhere(FIRST, "courses", weekdays=WEEK[:4])),
    ("places-short", "windows[0]", edited(BASE, courses__0__capacity=5, survey__wanting__1=1999)),
    ("new-lesson-planned", "blocks[2]", edited(BASE, blocks__2__content=["homework", "new_lesson"])),
    ("subject-training", "courses[10]", with_course(BASE, content="subject_training")),
    ("no-choice", "blocks", promise(1, courses=[course(1, domains=list("德智体美劳"))])),
    ("staff-not-applied", "staff[0]", edited(BASE, staff__0__applied=None)),
    (
        "roster-outside-application",
        "courses[10]",
        with_course(COACH, led_by="o1") | {"staff": [person(), outsider(days=WEEK[:4])]},
    ),
    ("roster-outside-application", "staff[0]", with_course(BASE, led_by="t1") | {"staff": [person(max_hours=4.5)]}),
    ("outside-person-unvetted", "staff[1]", edited(COACH, staff__1__cleared_on=None)),
    ("outside-person-unvetted", "staff[1]", edited(COACH, staff__1__cleared_on="2025-08-30")),
    ("outside-person-unvetted", "staff[1]", edited(COACH, staff__1__qualification=None)),
    ("outside-person-unvetted", "staff[1]", edited(COACH, staff__1__qualified_until="2026-08-30")),
    ("provider-subject", "providers[0]", edited(COACH, providers__0__category="subject")),
    ("provider-unlisted", "providers[0]", edited(COACH, providers__0__listed=None)),
    ("provider-unlisted", "staff[1]", edited(COACH, staff__1__provider=None)),
    ("provider-expired", "providers[0]", edited(COACH, providers__0__licence_until="2026-08-30")),
    ("provider-expired", "providers[0]", edited(COACH, providers__0__licence_until=None)),
    ("fee-source-mismatch", "fees", edited(BASE, fees__sources=["subsidy"])),
    ("fee-source-mismatch", "fees", edited(BASE, fees__sources=[])),
    ("fee-source-mismatch", "fees", edited(BASE, fees__basis="none")),
    ("fee-over-ceiling", "fees.term_cap.primary", edited(BASE, fees__term_cap__primary="300.01")),
    ("fee-cap-missing", "fees.term_cap", edited(BASE, fees__term_cap=None)),
    ("fee-not-monthly", "fees.basis", edited(BASE, fees__basis="term")),
    ("fee-collector-missing", "fees", edited(BASE, fees__collected_by=None)),
    ("fee-use", "fees.use", edited(BASE, fees__use={"teacher_pay": 50, "running": 50})),
    ("fee-use", "fees.use", edited(BASE, fees__use=None)),
    ("waivers-missing", "fees.waivers", edited(BASE, fees__waivers__0__rate=0)),
    ("publication-incomplete", "publication", without(BASE, "publication")),
    ("publication-incomplete", "publication", edited(BASE, publication__fee_shown=False)),
    ("publication-incomplete", "publication", edited(BASE, publication__channel={"phone": " "})),
    ("appraisal-missing", "appraisal", without(BASE, "appraisal")),
    ("appraisal-missing", "appraisal", edited(BASE, appraisal__period="year")),
    ("appraisal-not-basis", "appraisal", edited(BASE, appraisal__basis_of_pay=None)),
    ("safety-incomplete", "safety", without(BASE, "safety")),
    ("safety-incomplete", "safety", edited(BASE, safety__handover=" ")),
    ("epidemic-missing", "safety.epidemic", edited(BASE, safety__epidemic=None)),
    (
        "charged-care-time",
        "windows[1]",
        with_window(STRICT, window(1, id="n", kind="noon", start="12:00", end="13:30", charged=True)),
    ),
    ("collector-forbidden", "fees.collected_by", edited(STRICT, fees__collected_by="third_party")),
    ("drilling-planned", "blocks[2]", edited(STRICT, blocks__2__content=["homework", "drill"])),
    ("district-lead-missing", "lead_body", district(lead_body={"name": " ", "members": ["财政局"]})),
    ("district-schools-missing", "schools", district(schools=[])),
    ("district-funding-missing", "funding", district(funding=None)),
    (
        "district-ceiling",
        "funding.ceiling.junior",
        district(funding={"sources": ["subsidy"], "ceiling": {"junior": "300.01"}}),
    ),
    ("district-exchange-missing", "exchange", district(exchange=None)),
    ("district-evaluation", "evaluation", district(evaluation=None)),
    (
        "district-supervision-missing",
        "supervision",
        district(supervision={"who": "督导室", "visits_per_term": 0, "channel": {"phone": "1"}}),
    ),
    ("filed-late", "filed", district(filed="2026-09-21")),
]


@pytest.mark.parametrize(("rule", "where", "document"), FAULTS, ids=[f"{rule}-{where}" for rule, where, _ in FAULTS])
def test_one_fault_is_one_finding_of_one_rule(rule: str, where: str, document: Document) -> None:
    assert [(finding.rule, finding.where) for finding in report(document).findings] == [(rule, where)]
