"""What was done (rulebook §6, §7): homework, quiet hours, forbidden kinds, answers, children on a screen."""

from tests.policy.folder import WEEK, Folder, Row, found, lived
from tests.policy.one_fault.ask import (
    A2,
    A4,
    B2,
    DAY,
    FIVE_DAYS,
    SESSIONS,
    Case,
    Found,
    cases,
    charge_of,
    of,
    one,
    second_hour,
)
from tests.policy.promise import OVERLAY


def answers(question: str, yes: int, no: int, session: str = B2) -> list[Row]:
    return [{"session": session, question: "1"}] * yes + [{"session": session, question: "0"}] * no


def marks(*satisfied: int) -> list[Row]:
    return [{"session": B2, "satisfied": str(mark)} for mark in satisfied]


def quiet_until(end: str, **cells: str) -> Folder:
    """The first hour of grade 4 is planned and held until then."""
    return DAY.put("sessions", A4, **{"planned_end": end, "end": end} | cells)


def homework(done: int, *, grade: int = 4, marked: int = 20) -> Folder:
    """Twenty marks of one class, or fewer, of which so many are done."""
    folder = lived(days=WEEK, grades={grade: 4})
    rows, given = [], 0
    for row in folder.tables["presence"]:
        mark = ""
        if row["session"].endswith("a") and given < marked:
            given, mark = given + 1, "1" if given < done else "0"
        rows.append(row | {"homework_done": mark})
    return Folder(folder.plan, {**folder.tables, "presence": rows})


def online(days: int, *, last_day: str = "online") -> Folder:
    """One child follows the first hour on a screen and is away in the second; last_day: what Friday's first hour was."""
    folder = FIVE_DAYS.put(
        "presence", lambda row: row["student"] == "s201" and row["session"].endswith("a"), online="1"
    )
    folder = folder.put(
        "presence", lambda row: row["student"] == "s201" and row["session"].endswith("b"), state="absent"
    )
    changed = {"in_room": {"online": "0", "released_to": "guardian"}, "away": {"state": "leave"}, "online": {}}[
        last_day
    ]
    folder = folder.put("presence", of("0911g2a", "s201"), **changed) if changed else folder
    return folder.put("bills", charge_of("s201"), days_served=str(days))


def in_a_class_of(mode: str) -> Folder:
    """On Friday the child is in a section of its own, which runs in this mode."""
    section = next(row for row in FIVE_DAYS.tables["sections"] if row["section"] == "2a")
    folder = online(5, last_day="in_room").add("sections", section | {"section": "2x", "mode": mode})
    return folder.put("sessions", "0911g2a", section="2x")


CONTENT: list[Case] = [
    (
        "written homework in grade 2",
        DAY.put("sessions", A2, written_homework="1"),
        one("written-homework-given", SESSIONS[A2]),
    ),
    ("written homework in grade 4", DAY.put("sessions", A4, written_homework="1"), []),
    (
        "reading where homework was promised",
        DAY.put("sessions", A4, content="reading"),
        one("homework-not-held", "sessions.csv"),
    ),
    ("homework among other things", DAY.put("sessions", A4, content="reading homework"), []),
    ("reading in grade 2", DAY.put("sessions", A2, content="reading"), []),
    ("forty quiet minutes", quiet_until("16:50"), []),
    ("thirty-nine", quiet_until("16:49"), one("self-study-short", "sessions.csv")),
    ("forty less a second", quiet_until("16:49:59"), one("self-study-short", "sessions.csv")),
    ("half an hour, ended early with a reason", quiet_until("16:40", planned_end="17:10", early_reason="大风"), []),
    (
        "half an hour as planned, and a word about it",
        quiet_until("16:40", early_reason="大风"),
        one("self-study-short", "sessions.csv"),
    ),
    ("a new lesson", second_hour(content="handcraft new_lesson"), one("new-lesson-logged", SESSIONS[B2])),
    ("subject training", second_hour(content="subject_training"), one("subject-training-held", SESSIONS[B2])),
    ("answers to questions", second_hour(content="qa"), []),
    ("a new lesson, dropped in time", lived(unheld={B2: "停电"}).put("sessions", B2, content="new_lesson"), []),
    ("drilling, without the overlay", second_hour(content="drill"), []),
    (
        "drilling under the overlay",
        second_hour(content="drill").with_plan(policy=["wuhai-2021-92", OVERLAY]),
        one("drilling-held", SESSIONS[B2]),
    ),
    (
        "three of ten say new lesson",
        DAY.add("pulse", *answers("new_lesson", 3, 7)),
        one("new-lesson-reported", "pulse.csv"),
    ),
    ("seven of twenty-four", DAY.add("pulse", *answers("new_lesson", 7, 17)), []),
    ("two of seven", DAY.add("pulse", *answers("new_lesson", 2, 5)), []),
    ("four of four", DAY.add("pulse", *answers("new_lesson", 4, 0)), []),
    ("two of five", DAY.add("pulse", *answers("new_lesson", 2, 3)), one("new-lesson-reported", "pulse.csv")),
    (
        "three of ten say unattended",
        DAY.add("pulse", *answers("unattended", 3, 7)),
        one("unattended-reported", "pulse.csv"),
    ),
    ("two of seven say unattended", DAY.add("pulse", *answers("unattended", 2, 5)), []),
    ("four of four say unattended", DAY.add("pulse", *answers("unattended", 4, 0)), []),
    ("twenty marks of three", DAY.add("pulse", *marks(*[3] * 20)), []),
    ("a point less", DAY.add("pulse", *marks(*[3] * 19, 2)), one("satisfaction-low", "pulse.csv")),
    ("nineteen marks of one", DAY.add("pulse", *marks(*[1] * 19)), []),
    ("eighteen of twenty done", homework(18), []),
    ("seventeen of twenty done", homework(17), one("homework-unfinished", "presence.csv")),
    ("none of nineteen done", homework(0, marked=19), []),
    ("twelve of twenty done by juniors", homework(12, grade=7), []),
    ("eleven of twenty done by juniors", homework(11, grade=7), one("homework-unfinished", "presence.csv")),
    ("none done in grade 3", homework(0, grade=3), one("homework-unfinished", "presence.csv")),
    ("none done in grade 9", homework(0, grade=9), one("homework-unfinished", "presence.csv")),
    ("none done in grade 2", homework(0, grade=2), []),
    ("five times on a screen", online(5), one("child-all-online", "presence.csv")),
    ("four times on a screen, once in the room", online(5, last_day="in_room"), []),
    (
        "four times on a screen, once in a class that is online",
        in_a_class_of("online"),
        one("child-all-online", "presence.csv"),
    ),
    ("four times on a screen, once with the lead on it", in_a_class_of("dual"), []),
    ("four times on a screen, once away", online(4, last_day="away"), []),
]


@cases(CONTENT)
def test_one_fault_is_one_finding_and_a_step_this_side_of_the_boundary_none(folder: Folder, expected: Found) -> None:
    assert sorted(found(folder)) == sorted(expected)
