"""No promise that breaks a blocking rule gets anywhere: not to the committee, not to the district (附, 六, 七, 八)."""

from datetime import timedelta
from typing import Any

import pytest

from kehou.ground.refusal import Refusal
from kehou.plan.actions import submit_plan as submitting
from kehou.plan.actions.open_meeting import open_meeting
from kehou.plan.actions.submit_plan import submit_plan
from kehou.plan.judging import HEALED_BY_THE_VOTE, judge_document
from kehou.plan.models import Filing, Meeting, PlanVersion
from kehou.policy.pack import load_packs
from kehou.policy.rule import all_rules
from tests.make.people import act_of
from tests.make.plan import WRITTEN_AT, PlanCast, make_plan_cast, make_version
from tests.policy.promise import Document, changed, outsider, person, promise, provider, window

pytestmark = [pytest.mark.django_db, pytest.mark.invariant("I14")]
PACKS = ("wuhai-2021-92", "national-2023-12")
PRIMARY, JUNIOR, SENIOR = range(1, 7), range(7, 10), range(10, 13)
ITS_OWN = ("kehou", "policy", "school", "term", "version", "committee", "filed")
"""What a version knows by itself."""


def _evening(*grades: int, **changes: Any) -> Document:
    return window(*grades, id="eve", kind="evening", weekdays=["mon"], start="18:40", end="20:00", **changes)


WINTER = {"start": "08:30", "end": "17:30", "from": "2027-01-18", "to": "2027-01-29"}
ONLINE = {
    f"{part}.{number}.mode": "online" for part, count in (("blocks", 4), ("courses", 10)) for number in range(count)
}
ATTEMPTS: list[tuple[str, str, range, dict[str, Any]]] = [
    ("二.2", "fee-source-mismatch", PRIMARY, {"fees.sources": ["subsidy"]}),
    ("二.2", "fee-over-ceiling", PRIMARY, {"fees.term_cap": {"primary": "9000.00"}}),
    ("二.3", "grade-not-served", PRIMARY, {"windows.0.grades": [1, 2, 3, 4, 5]}),
    ("五.1", "staff-not-applied", PRIMARY, {"staff.0.applied": None}),
    ("五.2", "roster-outside-application", PRIMARY, {"staff": [person(days=["sun"])], "courses.0.led_by": person()["id"]}),
    ("五.3", "outside-person-unvetted", PRIMARY, {"staff": [outsider(cleared_on=None)], "providers": [provider()]}),
    ("六.1", "workday-missing", PRIMARY, {"windows.0.weekdays": ["mon", "tue", "wed", "thu"]}),
    ("六.1", "end-meets-closing", PRIMARY, {"windows.0.end": "17:00"}),
    ("六.2", "weekend-compulsory", JUNIOR, {"windows.0.weekdays": ["mon", "tue", "wed", "thu", "fri", "sat"]}),
    ("六.3", "holiday-undecided", PRIMARY, {"windows": [window(*PRIMARY), window(3, id="h", kind="holiday", **WINTER)]}),
    ("六.4", "evening-primary", PRIMARY, {"windows": [window(*PRIMARY), _evening(5, 6)]}),
    ("六.4", "evening-too-late", JUNIOR, {"windows": [window(*JUNIOR), {**_evening(*JUNIOR), "end": "20:31"}]}),
    ("七.1a", "content-wrong-stage", PRIMARY, {"blocks.0.content": ["course_tutoring"]}),
    ("七.1a", "written-homework", PRIMARY, {"blocks.0.written_homework": True}),
    ("七.4a", "self-study-hour", PRIMARY, {"blocks.2.content": ["interest"]}),
    ("七.5b", "menu-empty", PRIMARY, {"courses": []}),
    ("八.2a", "plan-part-missing", PRIMARY, {"duties": None}),
    ("八.2a", "window-without-content", PRIMARY, {"blocks.0.content": []}),
    ("八.3a", "survey-missing", PRIMARY, {"survey": None}),
    ("八.3c", "waivers-missing", PRIMARY, {"fees.waivers": []}),
    ("八.4d", "appraisal-missing", PRIMARY, {"appraisal": None}),
    ("八.4e", "appraisal-not-basis", PRIMARY, {"appraisal.basis_of_pay": False}),
    ("八.5b", "publication-incomplete", PRIMARY, {"publication.fee_shown": False}),
    ("八.5c", "safety-incomplete", PRIMARY, {"safety.roll_call": False}),
    ("附.2", "homework-arranged", PRIMARY, {"blocks.2.content": ["interest"]}),
    ("附.6", "new-lesson-planned", PRIMARY, {"blocks.2.content": ["homework", "new_lesson"]}),
    ("附.7", "subject-training", PRIMARY, {"courses.0.content": "subject_training"}),
    ("附.7", "provider-subject", PRIMARY, {"providers": [provider(category="subject")]}),
    ("附.7", "provider-unlisted", PRIMARY, {"providers": [provider(listed=False)]}),
    ("附.7", "provider-expired", PRIMARY, {"providers": [provider(licence_until="2026-08-30")]}),
    ("附.9", "all-online", PRIMARY, ONLINE),
    ("国.1", "charged-care-time", PRIMARY, {"windows": [window(*PRIMARY), window(3, id="n", kind="noon", charged=True)]}),
    ("国.2", "collector-forbidden", PRIMARY, {"fees.collected_by": "committee"}),
    ("国.3", "drilling-planned", PRIMARY, {"blocks.2.content": ["homework", "drill"]}),
]  # fmt: skip
FAILED_VOTE = {"date": "2026-08-24", "present": 4, "for": 2, "against": 2, "abstain": 0, "opinion": "再议"}


def _draft(cast: PlanCast, document: Document) -> PlanVersion:
    version = PlanVersion.objects.get(pk=make_version(cast))
    own = {part: content for part, content in version.document.items() if part in ITS_OWN}
    own["school"] = {**own["school"], "stages": document["school"]["stages"]}
    version.document = {**{part: content for part, content in document.items() if part not in ITS_OWN}, **own}
    version.save()
    return version


def _blocks(version: PlanVersion) -> set[tuple[str, str]]:
    judgement = judge_document(
        version.document, school_id=version.school_id, district_id=version.district_id, term_id=version.term_id,
        today=WRITTEN_AT.date(),
    )  # fmt: skip
    return {(problem.clause, problem.rule) for problem in judgement.in_the_way}


@pytest.mark.parametrize(("clause", "rule", "grades", "wrong"), ATTEMPTS, ids=[f"{a[0]}-{a[1]}" for a in ATTEMPTS])
def test_a_plan_that_breaks_a_blocking_rule_reaches_nobody(
    clause: str, rule: str, grades: range, wrong: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = make_plan_cast()
    document = promise(*grades)
    for path, value in wrong.items():
        document = changed(document, path, value)
    version = _draft(cast, document)
    assert (clause, rule) in _blocks(version)
    act = act_of(cast.coordinator, WRITTEN_AT)
    with pytest.raises(Refusal) as refusal:
        open_meeting(
            act,
            school_id=cast.school.pk,
            version_id=version.pk,
            agenda="审议方案",
            closes_at=WRITTEN_AT + timedelta(days=2),
        )
    assert refusal.value.code == "problems_before_meeting"
    # And if a vote had been there all the same, the district is a second gate.
    monkeypatch.setattr(submitting, "is_decided", lambda version: True)
    with pytest.raises(Refusal) as refusal:
        submit_plan(act, school_id=cast.school.pk, version_id=version.pk)
    assert refusal.value.code == "problems_before_filing" and refusal.value.satisfied_by
    assert not Meeting.objects.exists() and not Filing.objects.exists()


@pytest.mark.parametrize("grades", [PRIMARY, JUNIOR, SENIOR], ids=["primary", "junior", "senior"])
def test_a_lawful_plan_is_stopped_by_nothing(grades: range) -> None:
    assert _blocks(_draft(make_plan_cast(), promise(*grades))) == set()


def test_every_blocking_rule_has_its_attempt() -> None:
    law, rules = load_packs(PACKS), all_rules()
    blocking = {
        (clause.id, binding.rule)
        for clause in law.clauses.values()
        for binding in clause.bindings
        if binding.level == "block" and "plan" in rules[binding.rule].judges
    }
    by_vote = {pair for pair in blocking if pair[1] in HEALED_BY_THE_VOTE}
    assert by_vote == {("附.8", "committee-absent"), ("八.3b", "committee-vote-invalid")}
    missing = {rule for _, rule in blocking - by_vote} - {rule for _, rule, _, _ in ATTEMPTS}
    assert not missing


@pytest.mark.clause("附.8", "八.3b")
@pytest.mark.parametrize(
    ("clause", "meetings"), [("附.8", []), ("八.3b", [FAILED_VOTE])], ids=["no vote", "a failed vote"]
)
def test_what_only_a_vote_can_heal_stops_no_meeting_and_every_filing(
    clause: str, meetings: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = make_plan_cast()
    version = _draft(cast, promise(*PRIMARY))
    version.document["committee"] = {"members": 5, "quorum": 3, "meetings": meetings}
    version.save()
    assert _blocks(version) == set()  # the committee may meet
    act = act_of(cast.coordinator, WRITTEN_AT)
    with pytest.raises(Refusal) as refusal:
        submit_plan(act, school_id=cast.school.pk, version_id=version.pk)
    assert refusal.value.code == "not_decided"
    # And if somebody took it for decided, the rule itself is there.
    monkeypatch.setattr(submitting, "is_decided", lambda version: True)
    with pytest.raises(Refusal) as refusal:
        submit_plan(act, school_id=cast.school.pk, version_id=version.pk)
    assert (refusal.value.code, refusal.value.clause) == ("problems_before_filing", clause)
    assert not Filing.objects.exists()
