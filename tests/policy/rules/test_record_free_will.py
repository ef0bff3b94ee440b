"""Free choice, in consents and seats (rulebook §6, Free will and Places)."""

from datetime import date, datetime, timedelta

import pytest

from kehou.policy.facts.plan import Publication, Survey
from kehou.policy.facts.records import SeatResult
from tests.make.term import act, away, facts, not_held, plan, present, problems, session, student, wheres

CONFIRMED = datetime(2026, 12, 1, 8, 0)

# consent-invalid


@pytest.mark.clause("二.1")
@pytest.mark.parametrize(
    ("by", "confirmed", "fires"),
    [("guardian", None, False), ("student", None, True), ("staff", None, True), ("staff", CONFIRMED, False)],
)
def test_only_a_guardian_joins_or_confirms_however_late(by, confirmed, fires):
    assert bool(problems("consent-invalid", facts(consents=[act(by=by, confirmed=confirmed)]))) is fires


@pytest.mark.clause("二.1")
@pytest.mark.parametrize(("by", "who"), [("student", "学生自己"), ("staff", "学校代录，家长没有确认")])
def test_it_is_told_who_joined_instead(by, who):
    (found,) = problems("consent-invalid", facts(consents=[act(by=by)]))
    assert found.says == f"8月28日的一份参加确认不是家长作出的（{who}）。"


@pytest.mark.clause("二.1")
def test_a_pupil_cannot_join_even_where_somebody_confirmed_the_entry():
    assert problems("consent-invalid", facts(consents=[act(by="student", confirmed=CONFIRMED)]))


@pytest.mark.clause("二.1")
@pytest.mark.parametrize("healing", ["join", "decline", "withdraw"])
def test_any_later_act_of_the_guardian_heals(healing):
    by_staff = act(by="staff")
    assert not problems("consent-invalid", facts(consents=[by_staff, act(when="2026-08-29 08:00", act=healing)]))
    assert problems("consent-invalid", facts(consents=[act(when="2026-08-27 08:00", act=healing), by_staff]))
    assert problems("consent-invalid", facts(consents=[by_staff, act("s2", "2026-08-29 08:00", healing)]))
    again_by_staff = act(when="2026-08-29 08:00", act=healing, by="staff", confirmed=CONFIRMED)
    assert problems("consent-invalid", facts(consents=[by_staff, again_by_staff]))


@pytest.mark.clause("二.1")
def test_a_table_out_of_order_is_read_by_time():
    later, earlier = act(when="2026-08-29 08:00"), act(by="staff")
    assert not problems("consent-invalid", facts(consents=[later, earlier]))


@pytest.mark.clause("二.1")
@pytest.mark.parametrize("what", ["decline", "withdraw"])
def test_a_refusal_entered_by_staff_is_not_judged(what):
    assert not problems("consent-invalid", facts(consents=[act(act=what, by="staff")]))


# attended-without-consent


@pytest.mark.clause("二.1")
@pytest.mark.parametrize(
    ("acts", "fires"),
    [
        ([act()], False),
        ([], True),
        ([act("s2")], True),
        ([act(act="decline")], True),
        ([act(when="2026-09-07 16:10")], False),
        ([act(when="2026-09-07 16:11")], True),
        ([act(), act(when="2026-09-07 16:10", act="withdraw")], True),
        ([act(), act(when="2026-09-07 16:11", act="withdraw")], False),
        ([act(), act(when="2026-09-01 08:00", act="withdraw"), act(when="2026-09-02 08:00")], False),
    ],
)
def test_consent_is_in_force_when_the_session_begins(acts, fires):
    given = facts(sessions=[session()], consents=acts, presence=[present()])
    assert wheres("attended-without-consent", given) == (["presence.csv:n1:s1"] if fires else [])


@pytest.mark.clause("二.1")
def test_who_was_absent_needed_no_consent():
    assert not problems("attended-without-consent", facts(sessions=[session()], consents=[], presence=[away()]))


# whole-class-at-once


def a_class(size: int, last_minute: int, *, last_second: int = 0):
    students = [student(f"s{n:02}") for n in range(size)]
    start = datetime(2026, 8, 28, 19, 0)
    moments = [start] * (size - 1) + [start + timedelta(minutes=last_minute, seconds=last_second)]
    return students, [act(s.student, str(moment)) for s, moment in zip(students, moments, strict=True)]


@pytest.mark.clause("附.3")
@pytest.mark.parametrize(
    ("size", "minutes", "seconds", "fires"),
    [(15, 10, 0, True), (15, 10, 1, False), (15, 11, 0, False), (14, 0, 0, False), (40, 3, 0, True)],
)
def test_a_whole_class_of_fifteen_within_ten_minutes_is_a_sign(size, minutes, seconds, fires):
    students, acts = a_class(size, minutes, last_second=seconds)
    given = facts(students=students, consents=acts)
    assert wheres("whole-class-at-once", given) == (["consents.csv"] if fires else [])


@pytest.mark.clause("附.3")
def test_one_pupil_who_did_not_join_is_enough_to_be_no_sign():
    students, acts = a_class(15, 3)
    assert not problems("whole-class-at-once", facts(students=students, consents=acts[:-1]))
    assert not problems("whole-class-at-once", facts(students=[*students, student("s99")], consents=acts))


@pytest.mark.clause("附.3")
def test_only_the_first_join_of_a_pupil_counts():
    students, acts = a_class(15, 3)
    again = [act("s00", "2026-09-20 08:00", "withdraw"), act("s00", "2026-09-21 08:00")]
    assert problems("whole-class-at-once", facts(students=students, consents=[*acts, *again]))


# same-device


@pytest.mark.clause("附.3")
@pytest.mark.parametrize(
    ("pupils", "by", "fires"), [(5, "guardian", True), (4, "guardian", False), (9, "staff", False)]
)
def test_five_pupils_on_one_telephone_are_a_sign(pupils, by, fires):
    acts = [act(f"s{n}", device="d1", by=by) for n in range(pupils)]
    assert wheres("same-device", facts(consents=acts)) == (["consents.csv"] if fires else [])


@pytest.mark.clause("附.3")
def test_no_device_one_pupil_again_and_withdrawals_are_no_sign():
    assert not problems("same-device", facts(consents=[act(f"s{n}") for n in range(9)]))
    assert not problems("same-device", facts(consents=[act("s1", device="d1")] * 9))
    leaving = [act(f"s{n}", act="withdraw", device="d1") for n in range(9)]
    assert not problems("same-device", facts(consents=leaving))


# pressed-answers, discouraged-answers


@pytest.mark.clause("附.3")
@pytest.mark.clause("附.4")
@pytest.mark.parametrize("answer", ["pressed", "discouraged"])
@pytest.mark.parametrize(("count", "free", "fires"), [(3, 57, True), (3, 58, False), (2, 0, False), (3, 0, True)])
def test_three_answers_and_one_in_twenty_are_a_sign(answer, count, free, fires):
    acts = [act(f"a{n}", answered_anonymously=answer) for n in range(count)]
    acts += [act(f"f{n}", answered_anonymously="free") for n in range(free)] + [act("s9")] * 30
    assert bool(problems(f"{answer}-answers", facts(consents=acts))) is fires
    other = "discouraged" if answer == "pressed" else "pressed"
    assert not problems(f"{other}-answers", facts(consents=acts))


# demand-above-enrolment


def demand(wanting: int, joined: int, on_roll: int, enrolled: int):
    students = [student(f"s{n}") for n in range(on_roll)]
    the_plan = plan(enrolled={3: enrolled}, survey=Survey(wanting={3: wanting}))
    return facts(the_plan, students=students, consents=[act(f"s{n}") for n in range(joined)])


@pytest.mark.clause("附.4")
@pytest.mark.parametrize(
    ("wanting", "joined", "on_roll", "enrolled", "fires"),
    [
        (20, 12, 30, 30, False),  # 60 % on the dot
        (20, 11, 30, 30, True),
        (19, 0, 30, 30, False),
        (20, 11, 27, 30, True),  # 90 % of the roll
        (20, 11, 26, 30, False),
    ],
)
def test_far_fewer_joined_than_wanted(wanting, joined, on_roll, enrolled, fires):
    given = demand(wanting, joined, on_roll, enrolled)
    assert wheres("demand-above-enrolment", given) == (["consents.csv"] if fires else [])


@pytest.mark.clause("附.4")
def test_who_withdrew_by_the_end_of_the_table_does_not_count():
    given = demand(20, 12, 30, 30)
    left = facts(
        given.plan, students=given.students, consents=[*given.consents, act("s0", "2026-12-01 08:00", "withdraw")]
    )
    assert problems("demand-above-enrolment", left)


@pytest.mark.clause("附.4")
def test_without_a_survey_the_missing_part_speaks():
    assert not problems("demand-above-enrolment", facts(plan(survey=None), students=[student()], consents=[]))


# withdrawals-clustered


def withdrawals(days: list[str], joined: int):
    students = [student(f"s{n}") for n in range(40)]
    acts = [act(f"s{n}") for n in range(joined)]
    return facts(
        students=students, consents=acts + [act(f"s{n}", f"{d} 08:00", "withdraw") for n, d in enumerate(days)]
    )


@pytest.mark.clause("附.4")
@pytest.mark.parametrize(
    ("days", "joined", "fires"),
    [
        (["2026-09-14"] * 5, 25, True),
        (["2026-09-14"] * 5, 26, False),
        (["2026-09-14"] * 4, 10, False),
        (["2026-09-14"] * 4 + ["2026-09-16"], 25, True),
        (["2026-09-14"] * 4 + ["2026-09-17"], 25, False),
    ],
)
def test_five_withdrawals_of_a_fifth_of_the_class_in_three_days_are_a_sign(days, joined, fires):
    assert wheres("withdrawals-clustered", withdrawals(days, joined)) == (["consents.csv"] if fires else [])


@pytest.mark.clause("附.4")
def test_one_pupil_who_withdraws_again_and_another_class_are_not_added():
    again = [act("s0", f"2026-09-14 {hour:02}:00", "withdraw") for hour in range(8, 14)]
    assert not problems("withdrawals-clustered", facts(students=[student("s0")], consents=[act("s0"), *again]))
    students = [student(f"s{n}", class_name=str(n % 2)) for n in range(8)]
    acts = [act(f"s{n}") for n in range(8)] + [act(f"s{n}", "2026-09-14 08:00", "withdraw") for n in range(8)]
    assert not problems("withdrawals-clustered", facts(students=students, consents=acts))


# published-late


def published(day: date | None):
    return plan(publication=Publication(day, ("校门公示栏",), True, True, {"phone": "0473-0000000"}))


@pytest.mark.clause("八.5b")
@pytest.mark.parametrize(
    ("day", "consents", "sessions", "fires"),
    [
        (date(2026, 8, 28), [act()], [session()], False),  # the day of the first join
        (date(2026, 8, 29), [act()], [session()], True),
        (date(2026, 9, 7), [], [session()], False),
        (date(2026, 9, 8), [], [session()], True),
        (date(2026, 9, 8), None, [session()], True),
        (date(2026, 9, 8), [act(when="2026-09-09 08:00", act="decline")], [not_held()], False),
        (date(2026, 9, 8), None, [], False),
        (None, [act()], [session()], False),
    ],
)
def test_families_know_before_anybody_joins_or_anything_is_held(day, consents, sessions, fires):
    tables = {"sessions": sessions} | ({} if consents is None else {"consents": consents})
    assert wheres("published-late", facts(published(day), **tables)) == (["publication.published"] if fires else [])


# unplaced-no-reason, priority-passed-over


def seat(student: str, result: str, rank: int | None = 1, section: str = "c01-1", reason: str = "") -> SeatResult:
    return SeatResult(student, section, rank, "", "000", result, reason, f"seats.csv:{student}:{section}")


@pytest.mark.clause("二.3")
@pytest.mark.parametrize(
    ("rows", "fires"),
    [
        ([seat("s1", "waiting"), seat("s1", "none", 2, "c02-1")], True),
        ([seat("s1", "waiting", reason="名额已满")], False),
        ([seat("s1", "waiting"), seat("s1", "none", 2, "c02-1", reason="名额已满")], False),
        ([seat("s1", "waiting"), seat("s1", "seat", 2, "c02-1")], False),
        ([], False),
    ],
)
def test_who_got_no_seat_is_told_why(rows, fires):
    assert wheres("unplaced-no-reason", facts(seats=rows)) == (["seats.csv"] if fires else [])


PUPILS = [student("first", left_behind=True), student("also", migrant=True), student("other"), student("more")]


@pytest.mark.clause("八.3d")
@pytest.mark.parametrize(
    ("rows", "fires"),
    [
        ([seat("first", "waiting"), seat("other", "seat")], True),
        ([seat("also", "none"), seat("other", "seat", 2)], True),
        ([seat("first", "waiting", 2), seat("other", "seat", 1)], False),  # a first choice before a second
        ([seat("first", "waiting", 2), seat("other", "seat", 1), seat("more", "seat", 2)], True),
        ([seat("first", "waiting"), seat("also", "seat")], False),  # both have priority
        ([seat("first", "waiting"), seat("first", "seat", 2, "c02-1"), seat("other", "seat")], False),
        ([seat("first", "waiting"), seat("other", "seat", 1, "c02-1")], False),
        ([seat("more", "waiting"), seat("other", "seat")], False),
        ([seat("first", "waiting", None), seat("other", "seat")], False),
    ],
)
def test_priority_goes_before_the_same_or_a_later_choice(rows, fires):
    given = facts(students=PUPILS, seats=rows)
    assert bool(problems("priority-passed-over", given)) is fires
