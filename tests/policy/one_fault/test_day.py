"""The plan and the day (rulebook §6): sessions where and when they were promised, and to their end."""

from collections.abc import Sequence

from tests.policy.folder import WEEK, Folder, found, lived
from tests.policy.one_fault.ask import (
    A2,
    A4,
    B2,
    B4,
    DAY,
    FIVE_DAYS,
    SESSIONS,
    Case,
    Found,
    cases,
    of,
    one,
    second_hour,
)
from tests.policy.promise import vote

EVENING = lived(grades={7: 4}, boarding="some", evening=True)
MAKEUP = {"date": "2026-09-20", "day": "workday", "follows": "fri"}
LATER = (14, 15, 16, 17, 18)
NO_WEDNESDAY = lived(days=(7, 8, 10, 11))
LAST_HOURS_OF_THE_WEEK = [f"09{day:02d}g4{hour}" for day in (9, 10, 11) for hour in "ab"]
FOURTH_GRADE_STOPS = lived(days=WEEK, never=LAST_HOURS_OF_THE_WEEK)
WITHDRAWN = [
    {"student": f"s4{n:02d}", "at": "2026-09-08 20:00", "act": "withdraw", "by": "guardian"} for n in (1, 2, 3, 4)
]


def with_makeup(days: Sequence[int], **plan: object) -> Folder:
    """Days with the make-up Sunday of 20 September among them, the last day on which an autumn plan can be filed."""
    return lived(days=days).add("calendar", MAKEUP).with_plan(**plan)


def left_out(day: int) -> Folder:
    """A week in which grade 4 has no session on one day, and grade 2 has."""
    return lived(days=WEEK, never=[f"09{day:02d}g4a", f"09{day:02d}g4b"])


def early(many: int, folder: Folder = FIVE_DAYS, *, end: str = "18:04") -> Folder:
    """So many of the second hours ended before their time, with a reason."""
    ids = [row["session"] for row in folder.tables["sessions"] if row["section"].endswith("b") and row["start"]][:many]
    return folder.put("sessions", lambda row: row["session"] in ids, end=end, early_reason="大风")


def let_go(at: str, *, to: str = "guardian", boarding: str = "0") -> Folder:
    """A junior leaves evening study so late, and its adult stays that long."""
    changed = EVENING.put("presence", of("0907g7e", "s701"), out=f"2026-09-07 {at}", released_to=to)
    stayed = changed.put("adults", of("0907g7e"), out="2026-09-07 20:50")
    return stayed.put("students", "s701", boarding=boarding)


STUDY = EVENING.line("sessions", "0907g7e")

THE_DAY: list[Case] = [
    ("a vote on the first day of service", DAY.with_plan(committee__meetings=[vote(date="2026-09-07")]), []),
    (
        "a vote the day after",
        DAY.with_plan(committee__meetings=[vote(date="2026-09-08")]),
        one("no-filed-plan", "sessions.csv"),
    ),
    ("not filed on the last day of filing", with_makeup((*LATER, 20), filed=None), []),
    ("not filed the day after", with_makeup((*LATER, 20, 21), filed=None), one("no-filed-plan", "sessions.csv")),
    ("filed late, that very day", with_makeup((*LATER, 20, 21), filed="2026-09-21"), one("filed-late", "filed")),
    ("planned ten minutes before the window", DAY.put("sessions", A2, planned_start="16:00"), []),
    (
        "planned eleven minutes before",
        DAY.put("sessions", A2, planned_start="15:59"),
        one("session-outside-plan", SESSIONS[A2]),
    ),
    ("planned ten minutes past the window", second_hour(planned_end="18:20", end="18:20"), []),
    (
        "planned eleven minutes past",
        second_hour(planned_end="18:21", end="18:21"),
        one("session-outside-plan", SESSIONS[B2]),
    ),
    ("a section of no window", DAY.put("sections", "2b", window="noon"), one("session-outside-plan", SESSIONS[B2])),
    ("a section of no course", DAY.put("sections", "2b", course="low9"), one("session-outside-plan", SESSIONS[B2])),
    ("the last block of the plan", DAY.put("sections", "2b", course="block:3"), []),
    ("a block too many", DAY.put("sections", "2b", course="block:4"), one("session-outside-plan", SESSIONS[B2])),
    (
        "a grade not in the window",
        DAY.put("sections", "2b", grades="2 3"),
        one("session-outside-plan", SESSIONS[B2]),
    ),
    (
        "a day off",
        DAY.add("calendar", {"date": "2026-09-07", "day": "off"}),
        [("session-outside-plan", SESSIONS[session]) for session in (A2, B2, A4, B4)],
    ),
    ("the season's first day", DAY.with_plan(windows__0__from="2026-09-07"), []),
    (
        "the day before the season",
        DAY.with_plan(windows__0__from="2026-09-08"),
        [("session-outside-plan", SESSIONS[session]) for session in (A2, B2, A4, B4)],
    ),
    ("the first day of the term", DAY.with_plan(term__first_day="2026-09-07"), []),
    (
        "the day before the term",
        DAY.with_plan(term__first_day="2026-09-08"),
        [("session-outside-plan", SESSIONS[session]) for session in (A2, B2, A4, B4)],
    ),
    ("the last day of the term", lived(month="2027-01", days=(15,)), []),
    (
        "the first working day after it",
        lived(month="2027-01", days=(18,)),
        [("session-outside-plan", f"sessions.csv:{line}") for line in (2, 3, 4, 5)],
    ),
    ("a Wednesday nobody came", NO_WEDNESDAY, one("workday-not-served", "sessions.csv")),
    ("a Wednesday off", NO_WEDNESDAY.add("calendar", {"date": "2026-09-09", "day": "off"}), []),
    (
        "a Wednesday dropped with reason",
        lived(days=WEEK, unheld={f"0909g{g}{h}": "停电" for g in (2, 4) for h in "ab"}),
        [],
    ),
    (
        "a make-up Sunday nobody came",
        with_makeup((18, 21)),
        one("workday-not-served", "sessions.csv"),
    ),
    ("a make-up Sunday served", with_makeup((18, 20, 21)), []),
    ("a grade that was not there on the last day", left_out(11), one("workday-not-served", "sessions.csv")),
    ("a grade that was not there on the first day", left_out(7), one("workday-not-served", "sessions.csv")),
    ("a grade left alone for three days", FOURTH_GRADE_STOPS, one("workday-not-served", "sessions.csv") * 3),
    ("a grade that has withdrawn", FOURTH_GRADE_STOPS.add("consents", *WITHDRAWN), []),
    (
        "one child of it has not",
        FOURTH_GRADE_STOPS.add("consents", *WITHDRAWN[1:]),
        one("workday-not-served", "sessions.csv") * 3,
    ),
    ("dropped without a reason", lived(unheld={B2: ""}), one("session-not-held", SESSIONS[B2])),
    ("dropped, and the reason is blank", lived(unheld={B2: "  "}), one("session-not-held", SESSIONS[B2])),
    ("dropped with a reason", lived(unheld={B2: "停电"}), []),
    ("homework dropped with a reason", lived(unheld={A4: "停电"}), []),
    ("a start and no end", second_hour(end=""), []),
    ("an end and no start", second_hour(start=""), []),
    ("ended five minutes early", second_hour(end="18:05"), []),
    ("ended five minutes and a second early", second_hour(end="18:04:59"), one("early-end", SESSIONS[B2])),
    ("ended six minutes early", second_hour(end="18:04"), one("early-end", SESSIONS[B2])),
    ("six minutes early with a reason", second_hour(end="18:04", early_reason="大风"), []),
    (
        "six minutes early, the reason is blank",
        second_hour(end="18:04", early_reason=" "),
        one("early-end", SESSIONS[B2]),
    ),
    ("ended late", second_hour(end="18:13"), []),
    ("two of twenty early with reason", early(2), []),
    ("three of twenty", early(3), one("early-end-habit", "sessions.csv")),
    ("three of twenty-eight", early(3, lived(days=(*WEEK, 14, 15))), one("early-end-habit", "sessions.csv")),
    ("three of thirty-two", early(3, lived(days=(*WEEK, 14, 15, 16))), []),
    ("three of twenty by five minutes", early(3, end="18:05"), []),
    ("three of nineteen", early(3, lived(days=WEEK, unheld={"0911g4b": "停电"})), []),
    ("evening study until 20:35", let_go("20:35"), []),
    ("a day pupil let go at 20:36", let_go("20:36"), one("evening-ran-late", STUDY)),
    ("a day pupil on the way to another room at 20:36", let_go("20:36", to="next_session"), []),
    ("a boarder let go at 20:36", let_go("20:36", boarding="1"), []),
    ("a study that ended 20:35", EVENING.put("sessions", "0907g7e", end="20:35"), []),
    ("a study that ended 20:36", EVENING.put("sessions", "0907g7e", end="20:36"), one("evening-ran-late", STUDY)),
]


@cases(THE_DAY)
def test_one_fault_is_one_finding_and_a_step_this_side_of_the_boundary_none(folder: Folder, expected: Found) -> None:
    assert sorted(found(folder)) == sorted(expected)
