"""When service runs: rulebook §4, Time. Every threshold from both sides."""

from datetime import date, time

import pytest

from kehou.policy.facts.records import CalendarDay, HolidaySurvey, OfficeHours
from tests.policy.promise import (
    WEEK,
    block,
    changed,
    findings,
    fires,
    holidays,
    places,
    promise,
    report,
    window,
)

PRIMARY = (1, 2, 3, 4, 5, 6)


def windows(*items: dict) -> dict:
    """A plan of grades 1–6 with these windows and no block, so that only time is judged."""
    return promise(windows=list(items), blocks=None, courses=None)


@pytest.mark.clause("二.3")
def test_every_compulsory_grade_in_demand_is_served_after_class() -> None:
    plan = windows(window(1, 2, 3), window(4, 5, id="eve", kind="noon", start="12:00", end="13:00"))
    found = findings("grade-not-served", plan)
    assert [(f.where, f.evidence["grade"], f.evidence["wanting"]) for f in found] == [
        ("windows", grade, 80) for grade in (4, 5, 6)
    ]
    silent = {"workday-missing", "service-two-hours", "end-meets-closing"}
    assert not [f for f in report(plan).findings if f.rule in silent and "6" in str(f.evidence.get("grades"))]
    assert [f.evidence["grade"] for f in findings("workday-missing", plan)] == []


@pytest.mark.clause("二.3")
@pytest.mark.parametrize(
    ("enrolled", "wanting", "owed"),
    [(100, 80, True), (100, 0, False), (0, 80, False), (100, None, True), (1, 1, True)],
)
def test_a_grade_is_in_demand_unless_nobody_is_there_or_nobody_wants_it(
    enrolled: int, wanting: int | None, owed: bool
) -> None:
    plan = windows(window(1, 2, 3, 4, 5))
    plan["enrolled"]["6"] = enrolled
    plan = changed(plan, "survey.wanting.6", wanting)
    assert fires("grade-not-served", plan) is owed


@pytest.mark.clause("二.3")
def test_without_a_survey_every_grade_with_pupils_counts_and_senior_grades_are_owed_nothing() -> None:
    plan = windows(window(1, 2, 3, 4, 5))
    del plan["survey"]
    assert [f.evidence["wanting"] for f in findings("grade-not-served", plan)] == [None]
    assert not fires("grade-not-served", promise(9, 10, windows=[window(9)], blocks=None, courses=None))


@pytest.mark.clause("六.1")
def test_a_weekday_without_service_is_a_finding_for_each_grade() -> None:
    found = findings("workday-missing", windows(window(*PRIMARY, weekdays=["mon", "tue", "wed", "thu"])))
    assert [(f.where, f.evidence["grade"], f.evidence["weekdays"]) for f in found] == [
        ("windows", grade, ["fri"]) for grade in PRIMARY
    ]
    assert found[0].evidence["first_date"] == "2026-09-04"


@pytest.mark.clause("六.1")
@pytest.mark.parametrize(("ends", "missing"), [("2026-12-31", True), ("2027-01-01", False), ("2027-01-15", False)])
def test_three_dates_of_a_weekday_without_a_window_are_a_missing_weekday(ends: str, missing: bool) -> None:
    """Term to Friday 15 January: after 31 December Fridays 1, 8 and 15 are bare, after 1 January two of each day or so."""
    found = findings("workday-missing", windows(window(*PRIMARY, to=ends)))
    assert bool(found) is missing
    if missing:
        assert found[0].evidence["weekdays"] == ["fri"]


@pytest.mark.clause("六.1")
def test_windows_that_take_over_and_a_gap_over_a_holiday_week_are_fine() -> None:
    off = holidays(**{f"d10{day:02d}": "off" for day in range(1, 8)})
    gap = [window(*PRIMARY, to="2026-09-30"), window(*PRIMARY, id="b", **{"from": "2026-10-08"})]
    assert not fires("workday-missing", windows(*gap), calendar=off)
    split = [window(*PRIMARY, weekdays=WEEK[:2]), window(*PRIMARY, id="b", weekdays=WEEK[2:])]
    assert not fires("workday-missing", windows(*split))


@pytest.mark.clause("六.1")
def test_a_makeup_saturday_counts_as_the_weekday_it_follows() -> None:
    """Bare Fridays 8 and 15 January are two; a Saturday that follows Friday's timetable is the third."""
    short = windows(window(*PRIMARY, to="2027-01-01"))
    assert not fires("workday-missing", short)
    saturday = (*holidays(d0912="workday"), *_january("workday fri"))
    assert findings("workday-missing", short, calendar=saturday)[0].evidence["dates"] == {"fri": 3}
    plain = (*holidays(d0912="workday"), *_january("workday"))  # follows nothing: its own timetable, Saturday's
    assert not fires("workday-missing", short, calendar=plain)


def _january(what: str) -> tuple[CalendarDay, ...]:
    day, _, follows = what.partition(" ")
    return (CalendarDay(date(2027, 1, 9), day, follows),)


@pytest.mark.clause("六.1")
@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [("16:10", "17:40", None), ("16:11", "17:40", 89), ("16:10", "18:40", None), ("16:10", "18:41", 151)],
)
def test_about_two_hours_is_from_90_to_150_minutes(start: str, end: str, minutes: int | None) -> None:
    found = findings("service-two-hours", windows(window(*PRIMARY, start=start, end=end)), closing=())
    assert [f.where for f in found] == (["windows[0]"] if minutes else [])
    if minutes:
        assert found[0].evidence == {"grades": list(PRIMARY), "weekdays": WEEK, "minutes": [minutes]}


@pytest.mark.clause("六.1")
def test_minutes_of_one_day_add_up_and_overlaps_count_once() -> None:
    halves = [window(*PRIMARY, end="17:00"), window(*PRIMARY, id="b", start="17:10", end="18:10")]
    assert not fires("service-two-hours", windows(*halves))  # 50 + 60
    over = [window(*PRIMARY, end="17:40"), window(*PRIMARY, id="b", start="17:00", end="18:40")]
    assert not fires("service-two-hours", windows(*over))  # 150 together, not 190
    care = [window(*PRIMARY, end="17:30"), window(*PRIMARY, id="b", kind="noon", start="12:00", end="13:00")]
    assert fires("service-two-hours", windows(*care))  # noon never counts


@pytest.mark.clause("六.1")
def test_each_season_is_judged_by_itself() -> None:
    seasons = [window(*PRIMARY, to="2026-10-31"), window(*PRIMARY, id="w", end="17:30", **{"from": "2026-11-01"})]
    assert places("service-two-hours", windows(*seasons), closing=()) == ["windows[1]"]
    assert places("end-meets-closing", windows(*seasons)) == []
    seasons[1]["end"] = "17:19"
    assert places("end-meets-closing", windows(*seasons)) == ["windows[1]"]


@pytest.mark.clause("六.1")
@pytest.mark.parametrize(("end", "early"), [("17:50", False), ("17:49", True), ("19:00", False)])
def test_service_ends_at_most_ten_minutes_before_offices_close(end: str, early: bool) -> None:
    plan = windows(window(*PRIMARY, end=end))
    found = findings("end-meets-closing", plan, closing=(OfficeHours(date(2026, 5, 1), time(18, 0)),))
    assert [f.where for f in found] == (["windows[0]"] if early else [])
    if early:
        assert found[0].evidence == {
            "grades": list(PRIMARY),
            "end": "17:49",
            "closing": "18:00",
            "first_date": "2026-08-31",
        }
        assert found[0].says == "填的是 17:49；5月1日起全市 18:00 下班。"


@pytest.mark.clause("六.1")
def test_only_the_last_window_of_the_day_meets_the_closing_time() -> None:
    plan = windows(window(*PRIMARY, end="17:00"), window(*PRIMARY, id="b", start="17:00", end="18:00"))
    assert not fires("end-meets-closing", plan)
    young = windows(window(1, 2, end="17:00"), window(*PRIMARY[2:], id="b", start="17:00", end="18:00"))
    assert places("end-meets-closing", young) == ["windows[0]"]


@pytest.mark.clause("六.1")
def test_days_before_the_first_closing_time_are_not_judged_and_no_table_is_said_so() -> None:
    late_start = (OfficeHours(date(2026, 11, 1), time(18, 30)),)
    assert findings("end-meets-closing", promise(), closing=late_start)[0].evidence["first_date"] == "2026-11-02"
    assert not fires("end-meets-closing", promise(), closing=(OfficeHours(date(2027, 2, 1), time(18, 30)),))
    without = report(promise(), closing=None)
    assert [(n.rule, n.needs) for n in without.not_judged] == [("end-meets-closing", ("office_hours",))]
    assert (without.verdict, without.exit_code) == ("not_judged_in_part", 0)
    assert report(promise(10, 11, 12), closing=None).not_judged == ()
    assert report(promise(windows=None, blocks=None), closing=None).not_judged == ()


@pytest.mark.clause("六.1")
@pytest.mark.parametrize(("first_day", "owed"), [("2023-12-26", True), ("2023-12-27", False), ("2021-09-01", True)])
def test_before_class_service_was_owed_until_the_national_notice(first_day: str, owed: bool) -> None:
    plan = windows(window(*PRIMARY))
    plan["term"] = {"id": "t", "first_day": first_day, "last_day": "2024-01-15"}
    assert places("before-class-offered", plan) == (["windows"] if owed else [])
    plan["windows"].append(window(*PRIMARY, id="am", kind="before_class", start="07:20", end="07:50"))
    assert not fires("before-class-offered", plan)
    plan["windows"][1]["grades"] = [1, 2, 3, 4, 5]
    assert [f.evidence["grades"] for f in findings("before-class-offered", plan)] == ([[6]] if owed else [])


@pytest.mark.clause("六.2")
@pytest.mark.parametrize(
    ("kind", "grades", "weekdays", "refused"),
    [
        ("weekend", [9], ["sat"], True),
        ("weekend", [10], ["sat"], False),
        ("weekend", [9, 10], ["sat"], True),
        ("after_class", [9], ["fri", "sat"], True),
        ("after_class", [9], ["sun"], True),
        ("evening", [9], ["sat"], True),
        ("evening", [10], ["sat", "sun"], False),
        ("holiday", [9], ["sat", "sun"], False),
    ],
)
def test_weekends_are_for_senior_grades_only(kind: str, grades: list[int], weekdays: list[str], refused: bool) -> None:
    extra = window(*grades, id="x", kind=kind, weekdays=weekdays, start="18:30", end="20:00")
    plan = promise(9, 10, windows=[window(9, 10), extra], blocks=None, courses=None)
    assert places("weekend-compulsory", plan) == (["windows[1]"] if refused else [])


@pytest.mark.clause("六.2")
@pytest.mark.parametrize(
    ("grades", "choice", "kind", "found"),
    [
        ([10], "required", "weekend", True),
        ([10], "elective", "weekend", False),
        ([10], "required", "evening", False),
        ([9], "required", "weekend", False),  # that it is there at all is weekend-compulsory's
        ([9, 10], "required", "weekend", True),
    ],
)
def test_senior_pupils_come_on_weekends_by_choice(grades: list[int], choice: str, kind: str, found: bool) -> None:
    plan = promise(9, 10)
    plan["windows"].append(window(9, 10, id="we", kind=kind, weekdays=["sat"], start="08:30", end="11:30"))
    plan["blocks"].append(
        block(*grades, window="we", weekdays=["sat"], start="08:30", end="11:30", content=["self_study"], choice=choice)
    )
    assert places("weekend-not-voluntary", plan) == (["blocks[4]"] if found else [])


HOLIDAY = window(
    1, id="winter", kind="holiday", start="08:30", end="17:30", **{"from": "2027-01-18", "to": "2027-01-29"}
)


def survey(closed: str | None, decided: str | None, invited: int | None = 100, period: str = "winter") -> HolidaySurvey:
    day = date.fromisoformat
    return HolidaySurvey(
        period, day(closed) if closed else None, invited, 30, day(decided) if decided else None, "holiday_surveys.csv:2"
    )


@pytest.mark.clause("六.3")
@pytest.mark.parametrize(
    ("rows", "undecided"),
    [
        ([survey("2027-01-10", "2027-01-12")], False),
        ([survey("2027-01-18", "2027-01-18")], False),  # all on the day it opens
        ([survey("2027-01-12", "2027-01-11")], True),
        ([survey("2027-01-10", "2027-01-19")], True),
        ([survey("2027-01-10", "2027-01-12", invited=0)], True),
        ([survey("2027-01-10", "2027-01-12", invited=None)], True),
        ([survey(None, "2027-01-12")], True),
        ([survey("2027-01-10", None)], True),
        ([survey("2027-01-10", "2027-01-12", period="summer")], True),
        ([survey(None, None), survey("2027-01-10", "2027-01-12")], False),
        ([], True),
    ],
)
def test_holiday_care_is_surveyed_then_decided_then_opened(rows: list[HolidaySurvey], undecided: bool) -> None:
    plan = promise()
    plan["windows"].append(HOLIDAY)
    assert places("holiday-undecided", plan, surveys=tuple(rows)) == (["windows[1]"] if undecided else [])


@pytest.mark.clause("六.3")
def test_a_holiday_window_without_dates_opens_with_the_term_and_without_a_table_is_not_judged() -> None:
    plan = promise()
    plan["windows"].append({k: v for k, v in HOLIDAY.items() if k not in ("from", "to")})
    assert not fires("holiday-undecided", plan, surveys=(survey("2026-08-30", "2026-08-31"),))
    assert fires("holiday-undecided", plan, surveys=(survey("2026-08-30", "2026-09-01"),))
    assert [n.rule for n in report(plan, surveys=None).not_judged] == ["holiday-undecided"]
    assert report(promise(), surveys=None).not_judged == ()


@pytest.mark.clause("六.4")
@pytest.mark.parametrize(
    ("kind", "grades", "found"), [("evening", [6], True), ("evening", [7], False), ("noon", [6], False)]
)
def test_evening_study_is_not_for_primary(kind: str, grades: list[int], found: bool) -> None:
    extra = window(*grades, id="x", kind=kind, start="19:00", end="20:00")
    plan = promise(6, 7, windows=[window(6, 7), extra], blocks=None, courses=None)
    assert places("evening-primary", plan) == (["windows[1]"] if found else [])


@pytest.mark.clause("六.4")
@pytest.mark.parametrize(
    ("boarding", "pupils", "grades", "end", "late"),
    [
        ("none", None, [7], "20:30", False),
        ("none", None, [7], "20:31", True),
        ("none", "boarders", [7], "20:31", True),
        ("some", None, [7], "20:31", True),
        ("some", "day", [7], "20:31", True),
        ("some", "boarders", [7], "22:00", False),
        ("all", None, [7], "22:00", False),
        ("none", None, [10], "22:00", False),
        ("none", None, [9, 10], "20:31", True),  # a shared window follows the junior limit
    ],
)
def test_junior_day_pupils_leave_by_half_past_eight(
    boarding: str, pupils: str | None, grades: list[int], end: str, late: bool
) -> None:
    extra = window(*grades, id="x", kind="evening", start="19:00", end=end) | ({"pupils": pupils} if pupils else {})
    plan = promise(7, 9, 10, windows=[window(7, 9, 10), extra], blocks=None, courses=None)
    plan["school"]["boarding"] = boarding
    assert places("evening-too-late", plan) == (["windows[1]"] if late else [])


@pytest.mark.clause("六.1")
def test_a_closing_time_holds_from_its_day_on_and_the_first_early_date_is_shown() -> None:
    plan = windows(window(*PRIMARY, end="17:40"))
    closing = (OfficeHours(date(2026, 9, 3), time(18, 0)), OfficeHours(date(2026, 9, 4), time(17, 30)))
    found = findings("end-meets-closing", plan, closing=closing)  # Thursday 3 September is the only early day
    assert found[0].evidence["first_date"] == "2026-09-03"
    later = (OfficeHours(date(2026, 9, 2), time(17, 30)), OfficeHours(date(2026, 9, 4), time(18, 0)))
    found = findings("end-meets-closing", plan, closing=later)  # patterns begin on Monday, the early days on Friday
    assert (found[0].evidence["first_date"], found[0].evidence["closing"]) == ("2026-09-04", "18:00")
