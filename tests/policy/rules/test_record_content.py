"""What was done in the sessions, as logs, marks and answers tell it (rulebook §6)."""

import pytest

from tests.make.term import (
    away,
    facts,
    junior_plan,
    not_held,
    plan,
    present,
    problems,
    pulse,
    section,
    session,
    student,
    wheres,
    window,
)

# homework-not-held


def day(*sessions, sections=None, the_plan=None, **tables):
    return facts(the_plan or plan(), sections=sections or [section()], sessions=sessions, **tables)


@pytest.mark.clause("附.2")
@pytest.mark.parametrize(
    ("logged", "planned", "fires"),
    [
        (("homework", "self_study"), ("self_study",), False),
        (("self_study",), ("homework",), True),
        ((), ("homework",), False),  # an empty log reads as the section's content
        ((), ("self_study",), True),
        (("qa", "self_study"), ("homework",), True),
    ],
)
def test_homework_tutoring_is_logged_on_every_day_a_grade_is_served(logged, planned, fires):
    given = day(session(content=logged), sections=[section(content=planned)])
    assert wheres("homework-not-held", given) == (["sessions.csv"] if fires else [])


@pytest.mark.clause("附.2")
@pytest.mark.parametrize(("grade", "fires"), [(1, False), (2, False), (3, True), (9, True), (10, False)])
def test_homework_is_judged_from_grade_three_to_nine(grade, fires):
    the_plan = plan(enrolled={grade: 10}, survey=None, windows=(window(grades=(grade,)),))
    given = day(session(content=("reading",)), sections=[section(grades=(grade,))], the_plan=the_plan)
    assert bool(problems("homework-not-held", given)) is fires


@pytest.mark.clause("附.2")
def test_one_section_with_homework_is_enough_for_the_grade_and_only_for_it():
    sections = [section(), section("b2", content=("reading",)), section("b4", grades=(4,), content=("reading",))]
    given = day(session(), session("n2", "b2"), session("n4", "b4"), sections=sections)
    (found,) = problems("homework-not-held", given)
    assert found.evidence["grade"] == 4
    assert found.evidence["logged"] == ["reading"]


@pytest.mark.clause("附.2")
def test_homework_in_the_evening_does_not_count_as_the_days_service():
    the_plan = junior_plan()
    sections = [section(grades=(7,), content=("club",)), section("e1", grades=(7,), window="eve")]
    assert problems("homework-not-held", day(session(), session("n2", "e1"), sections=sections, the_plan=the_plan))


@pytest.mark.clause("附.2")
def test_a_grade_without_a_pupil_there_was_not_served():
    sections, reading = [section(content=("reading",))], session()
    tables = {"students": [student(), student("s4", 4)]}
    for rows, fires in (([present()], True), ([away()], False), ([present(student="s4")], False)):
        given = day(reading, sections=sections, presence=rows, **tables)
        assert bool(problems("homework-not-held", given)) is fires


@pytest.mark.clause("附.2")
def test_without_presence_a_grade_that_nobody_wants_was_not_served():
    nobody = plan(enrolled={3: 0, 4: 16})
    assert not problems("homework-not-held", day(session(), sections=[section(content=("club",))], the_plan=nobody))
    # Presence alone cannot tell whose pupils came.
    club = [section(content=("club",))]
    assert problems("homework-not-held", day(session(), sections=club, presence=[]))
    assert not problems("homework-not-held", day(session(), sections=club, presence=[], the_plan=nobody))


@pytest.mark.clause("附.2")
@pytest.mark.parametrize(
    ("reason", "content", "fires"),
    [("停电", ("homework",), False), ("停电", ("reading",), True), ("", ("homework",), True)],
)
def test_homework_that_was_cancelled_with_reason_excuses_the_day(reason, content, fires):
    sections = [section(content=("reading",)), section("b2", content=content)]
    given = day(session(), not_held("n2", "b2", reason=reason), sections=sections)
    assert bool(problems("homework-not-held", given)) is fires


# self-study-short


@pytest.mark.clause("七.4a")
@pytest.mark.parametrize(
    ("end", "kinds", "fires"),
    [
        ("16:50", ("self_study",), False),
        ("16:49", ("reading",), True),
        ("16:49:59", ("homework",), True),
        ("17:10", ("club",), True),
        ("17:10", ("club", "homework"), False),
    ],
)
def test_forty_minutes_of_real_time_are_enough(end, kinds, fires):
    given = day(session(planned_end=end, content=kinds))
    assert wheres("self-study-short", given) == (["sessions.csv"] if fires else [])


@pytest.mark.clause("七.4a")
def test_parallel_sections_count_once_and_halves_add_up():
    half = {"planned_end": "16:30"}
    assert problems("self-study-short", day(session(**half), session("n2", **half)))
    later = session("n2", planned_start="16:40", planned_end="17:00")
    assert not problems("self-study-short", day(session(**half), later))


@pytest.mark.clause("七.4a")
@pytest.mark.parametrize(("grade", "fires"), [(1, True), (9, True), (10, False)])
def test_the_hour_is_judged_for_compulsory_grades(grade, fires):
    the_plan = plan(enrolled={grade: 10}, survey=None, windows=(window(grades=(grade,)),))
    given = day(session(planned_end="16:30"), sections=[section(grades=(grade,))], the_plan=the_plan)
    assert bool(problems("self-study-short", given)) is fires


@pytest.mark.clause("七.4a")
def test_a_cancelled_session_of_the_grade_or_a_quiet_one_cut_short_with_reason_excuses_the_day():
    short = session(planned_end="16:30")
    club = section("c1", content=("club",))
    assert not problems("self-study-short", day(short, not_held("n2", "c1", reason="停电"), sections=[section(), club]))
    assert problems("self-study-short", day(short, not_held("n2", "c1"), sections=[section(), club]))
    assert not problems("self-study-short", day(session(end="16:40", early_reason="沙尘暴")))
    assert problems("self-study-short", day(session(end="16:40")))
    assert problems("self-study-short", day(session(planned_end="16:40", early_reason="沙尘暴")))  # ended as planned
    early_club = session("n2", "c1", end="16:40", early_reason="沙尘暴")
    assert problems("self-study-short", day(short, early_club, sections=[section(), club]))
    other_grade = section("c1", grades=(4,))
    given = day(short, not_held("n2", "c1", reason="停电"), sections=[section(), other_grade])
    assert problems("self-study-short", given)


# what logs say


@pytest.mark.clause("七.1a")
@pytest.mark.parametrize(("grades", "fires"), [((2,), True), ((2, 3), True), ((3,), False)])
def test_written_homework_is_not_for_the_two_lowest_grades(grades, fires):
    given = day(session(written_homework=True), sections=[section(grades=grades)])
    assert wheres("written-homework-given", given) == (["sessions.csv:n1"] if fires else [])


@pytest.mark.clause("七.1a")
def test_what_was_not_held_gave_no_homework():
    low = [section(grades=(1,))]
    assert not problems("written-homework-given", day(not_held(written_homework=True), sections=low))
    assert not problems("written-homework-given", day(session(), sections=low))


@pytest.mark.clause("附.6")
@pytest.mark.clause("附.7")
@pytest.mark.parametrize(
    ("rule", "kind"), [("new-lesson-logged", "new_lesson"), ("subject-training-held", "subject_training")]
)
def test_a_forbidden_kind_in_the_log_of_a_held_session_is_found(rule, kind):
    assert wheres(rule, facts(sessions=[session(content=("homework", kind))])) == ["sessions.csv:n1"]
    assert not problems(rule, facts(sessions=[session(content=("course_tutoring",))]))
    assert not problems(rule, facts(sessions=[not_held(content=(kind,), reason="停电")]))


@pytest.mark.clause("国.3")
@pytest.mark.parametrize(("grades", "fires"), [((9,), True), ((9, 10), True), ((10,), False)])
def test_drilling_is_forbidden_in_compulsory_grades(grades, fires):
    given = facts(junior_plan(), sections=[section(grades=grades)], sessions=[session(content=("drill",))])
    assert bool(problems("drilling-held", given)) is fires


# evening-ran-late


def evening(end: str = "20:30", *, the_plan=None, pupil=None, row=None):
    return facts(
        the_plan or junior_plan(),
        sections=[section("e1", grades=(7,), window="eve")],
        sessions=[session("n1", "e1", planned_start="19:10", planned_end="20:30", end=end)],
        students=[pupil or student(grade=7)],
        presence=[row or present("19:10", end)],
    )


@pytest.mark.clause("六.4")
@pytest.mark.parametrize(("end", "fires"), [("20:35", False), ("20:35:01", True), ("20:36", True)])
def test_a_junior_who_does_not_board_leaves_by_half_past_eight_and_five(end, fires):
    assert wheres("evening-ran-late", evening(end)) == (["sessions.csv:n1"] if fires else [])


@pytest.mark.clause("六.4")
@pytest.mark.parametrize(
    ("row", "fires"),
    [
        (present("19:10", "20:36"), True),
        (present("19:10", "20:35"), False),
        (present("19:10", "20:36", released_to="next_session"), False),
        (present("19:10", ""), False),
    ],
)
def test_the_time_a_pupil_is_let_go_counts_too(row, fires):
    found = problems("evening-ran-late", evening(row=row))
    assert bool(found) is fires
    assert all("最晚 20:36 才离开" in problem.says for problem in found)


@pytest.mark.clause("六.4")
def test_boarders_seniors_and_who_was_not_there_do_not_count():
    assert not problems("evening-ran-late", evening("20:50", pupil=student(grade=7, boarding=True)))
    assert not problems("evening-ran-late", evening("20:50", pupil=student(grade=10)))
    assert not problems("evening-ran-late", evening("20:50", row=away()))
    assert not problems("evening-ran-late", evening("20:50", the_plan=junior_plan(boarding="all")))
    assert problems("evening-ran-late", evening("20:50", the_plan=junior_plan(boarding="none")))


# pulse


@pytest.mark.clause("附.6")
@pytest.mark.clause("附.11")
@pytest.mark.parametrize(
    ("rule", "question"), [("new-lesson-reported", "new_lesson"), ("unattended-reported", "unattended")]
)
@pytest.mark.parametrize(("yes", "no", "fires"), [(3, 7, True), (2, 5, False), (2, 3, True), (4, 0, False)])
def test_three_in_ten_of_at_least_five_answers_about_a_session_are_a_sign(rule, question, yes, no, fires):
    answers = [pulse(**{question: True})] * yes + [pulse(**{question: False})] * no
    assert wheres(rule, facts(pulse=answers)) == (["pulse.csv"] if fires else [])


@pytest.mark.clause("附.6")
def test_answers_about_different_sessions_are_not_added_and_open_questions_do_not_count():
    apart = [pulse(new_lesson=True)] * 3 + [pulse("n2", new_lesson=True)] * 2
    assert not problems("new-lesson-reported", facts(pulse=apart))
    assert not problems("new-lesson-reported", facts(pulse=[pulse(new_lesson=True)] * 4 + [pulse()]))


@pytest.mark.clause("三.1")
@pytest.mark.parametrize(
    ("marks", "fires"), [([3] * 20, False), ([3] * 19 + [2], True), ([1] * 19, False), ([1] * 20, True)]
)
def test_a_mean_below_three_of_at_least_twenty_is_a_sign(marks, fires):
    assert bool(problems("satisfaction-low", facts(pulse=[pulse(satisfied=mark) for mark in marks]))) is fires


# homework-unfinished


@pytest.mark.clause("七.4b")
@pytest.mark.parametrize(
    ("grade", "done", "marks", "fires"),
    [
        (3, 18, 20, False),
        (3, 17, 20, True),
        (3, 0, 19, False),
        (6, 17, 20, True),
        (7, 12, 20, False),
        (9, 11, 20, True),
        (2, 0, 20, False),
        (10, 0, 20, False),
    ],
)
def test_primary_classes_finish_nine_in_ten_and_juniors_six(grade, done, marks, fires):
    rows = [present(homework_done=n < done) for n in range(marks)] + [present(homework_done=None)] * 20
    given = facts(students=[student(grade=grade)], presence=rows)
    assert wheres("homework-unfinished", given) == (["presence.csv"] if fires else [])


@pytest.mark.clause("七.4b")
def test_classes_are_not_added_up():
    students = [student("s1", 3, "1"), student("s2", 3, "2"), student("s3", 4, "1")]
    rows = [present(student=s.student, homework_done=False) for s in students for _ in range(19)]
    assert not problems("homework-unfinished", facts(students=students, presence=rows))


# child-all-online


@pytest.mark.clause("附.9")
@pytest.mark.parametrize(
    ("online", "onsite", "mode", "fires"),
    [
        (5, 0, "onsite", True),
        (4, 0, "onsite", False),
        (9, 1, "onsite", False),
        (0, 5, "online", True),
        (0, 5, "dual", False),
        (3, 2, "online", True),
    ],
)
def test_a_child_attends_at_least_once_in_the_room(online, onsite, mode, fires):
    sessions = [session(f"n{n}") for n in range(online + onsite)]
    rows = [present(session=f"n{n}", online=n < online) for n in range(online + onsite)]
    given = facts(sections=[section(mode=mode)], sessions=sessions, presence=rows)
    assert wheres("child-all-online", given) == (["presence.csv"] if fires else [])


@pytest.mark.clause("附.9")
def test_absence_is_no_attendance():
    sessions = [session(f"n{n}") for n in range(6)]
    rows = [present(session=f"n{n}", online=True) for n in range(4)] + [away("n4"), away("n5")]
    assert not problems("child-all-online", facts(sections=[section()], sessions=sessions, presence=rows))
