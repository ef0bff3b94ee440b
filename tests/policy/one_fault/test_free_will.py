"""Free will and places (rulebook §6): who joined, how, and who was passed over."""

from tests.policy.folder import Folder, Row, found, lived
from tests.policy.one_fault.ask import A2, B2, DAY, Case, Found, cases, of, one

FIRST_ACT = DAY.line("consents", "s201")
CROWD = lived(grades={2: 15}, apart=0)
QUARTER = {4: 25}


def later_act(act: str, when: str, student: str = "s201", **cells: str) -> Row:
    return {"student": student, "at": when, "act": act, "by": "guardian", **cells}


def withdrawing(many: int, *dates: str, of: int = 25) -> Folder:
    """So many pupils of a class of grade 4 withdraw, one after another on these dates in turn."""
    folder = lived(grades={4: of})
    rows = [later_act("withdraw", f"{dates[n % len(dates)]} 20:00", f"s4{n + 1:02d}") for n in range(many)]
    return folder.add("consents", *rows)


def joined(many: int, *, roll: int = 20) -> Folder:
    """Twenty of grade 4 wanted it, so many joined; so many of the twenty are on the roll that was handed over."""
    out = [f"s4{n:02d}" for n in range(many + 1, 21)]
    folder = lived(grades={2: 4, 4: 20}, stays_out=out)
    missing = {f"s4{n:02d}" for n in range(roll + 1, 21)}
    if missing:
        for table in ("students", "consents"):
            folder = folder.drop(table, lambda row: row["student"] in missing)
    return folder


def said(what: str, many: int, *, of: int = 12) -> Folder:
    """Of so many answers, many say it; who answers twice has answered twice."""
    folder = lived(grades={2: 6, 4: 6})
    rows = [
        later_act("join", f"2026-08-29 18:{n % 60:02d}", f"s20{n % 6 + 1}", answered_anonymously="free")
        for n in range(of)
    ]
    return folder.add(
        "consents", *(row | {"answered_anonymously": what} if n < many else row for n, row in enumerate(rows))
    )


def on_one_tablet(many: int) -> Folder:
    pupils = [row["student"] for row in DAY.tables["students"]][:many]
    return DAY.put("consents", lambda row: row["student"] in pupils, device="tablet")


def refused(rank: str, other_rank: str, *, priority: str = "migrant", reason: str = "名额已满") -> Folder:
    """One child of grade 2 got nothing; the others have seats in the section it asked for."""
    folder = DAY.put("students", "s201", **{priority: "1"}).put(
        "seats", "s201", result="waiting", rank=rank, reason=reason
    )
    return folder.put("seats", lambda row: row["student"] in ("s202", "s203", "s204"), rank=other_rank)


REFUSED = DAY.line("seats", "s201")
FREE_WILL: list[Case] = [
    ("a pupil joins", DAY.put("consents", "s201", by="student"), one("consent-invalid", FIRST_ACT)),
    ("the school joins", DAY.put("consents", "s201", by="staff"), one("consent-invalid", FIRST_ACT)),
    (
        "the guardian confirms it months later",
        DAY.put("consents", "s201", by="staff", confirmed="2026-12-01 18:00"),
        [],
    ),
    (
        "the guardian joins later",
        DAY.put("consents", "s201", by="student").add("consents", later_act("join", "2026-09-07 18:00")),
        [],
    ),
    ("the school declines for a family", DAY.add("consents", later_act("decline", "2026-09-07 20:00", by="staff")), []),
    (
        "withdrawn between the hours",
        DAY.add("consents", later_act("withdraw", "2026-09-07 16:30")),
        one("attended-without-consent", DAY.line("presence", of(B2, "s201"))),
    ),
    (
        "withdrawn as the hour begins",
        DAY.add("consents", later_act("withdraw", "2026-09-07 17:10")),
        one("attended-without-consent", DAY.line("presence", of(B2, "s201"))),
    ),
    ("withdrawn a minute after", DAY.add("consents", later_act("withdraw", "2026-09-07 17:11")), []),
    (
        "declined, and there",
        DAY.put("consents", "s201", act="decline"),
        [("attended-without-consent", DAY.line("presence", of(session, "s201"))) for session in (A2, B2)],
    ),
    ("fifteen within the minute", CROWD, one("whole-class-at-once", "consents.csv")),
    (
        "fifteen in ten minutes",
        CROWD.put("consents", "s215", at="2026-08-28 18:10"),
        one("whole-class-at-once", "consents.csv"),
    ),
    ("fifteen in eleven minutes", CROWD.put("consents", "s215", at="2026-08-28 18:11"), []),
    ("one of the class is missing", lived(grades={2: 15}, apart=0, stays_out=["s215"]), []),
    ("fourteen within the minute", lived(grades={2: 14}, apart=0), []),
    ("five children on one tablet", on_one_tablet(5), one("same-device", "consents.csv")),
    ("four children on one tablet", on_one_tablet(4), []),
    (
        "the fifth was typed in by the school",
        on_one_tablet(5).put("consents", "s201", by="staff", confirmed="2026-08-29 18:00"),
        [],
    ),
    ("three of twelve were pressed", said("pressed", 3), one("pressed-answers", "consents.csv")),
    ("two of twelve were pressed", said("pressed", 2), []),
    ("three of sixty were pressed", said("pressed", 3, of=60), one("pressed-answers", "consents.csv")),
    ("three of sixty-one were pressed", said("pressed", 3, of=61), []),
    ("two of sixty were pressed", said("pressed", 2, of=60), []),
    ("three of twelve were discouraged", said("discouraged", 3), one("discouraged-answers", "consents.csv")),
    ("two of twelve were discouraged", said("discouraged", 2), []),
    ("twelve of twenty joined", joined(12), []),
    ("eleven of twenty joined", joined(11), one("demand-above-enrolment", "consents.csv")),
    ("eleven, where nineteen wanted it", joined(11).with_plan(survey__wanting__4=19), []),
    ("nine in ten of the grade are on the roll", joined(11, roll=18), one("demand-above-enrolment", "consents.csv")),
    ("fewer are", joined(11, roll=17), []),
    (
        "five of twenty-five withdraw in three days",
        withdrawing(5, "2026-09-12", "2026-09-14"),
        one("withdrawals-clustered", "consents.csv"),
    ),
    ("in four days", withdrawing(5, "2026-09-12", "2026-09-15"), []),
    ("four of twenty", withdrawing(4, "2026-09-12", of=20), []),
    ("five of twenty-six", withdrawing(5, "2026-09-12", of=26), []),
    ("published on the day of the first family", DAY.with_plan(publication__published="2026-08-28"), []),
    (
        "published the day after",
        DAY.with_plan(publication__published="2026-08-29"),
        one("published-late", "publication.published"),
    ),
    ("no seat, and why", refused("2", "1"), []),
    ("no seat, and no word", refused("2", "1", reason=""), one("unplaced-no-reason", "seats.csv")),
    ("no seat, and a blank", refused("2", "1", reason=" "), one("unplaced-no-reason", "seats.csv")),
    ("a migrant's child passed over by an equal choice", refused("1", "1"), one("priority-passed-over", REFUSED)),
    (
        "a left-behind child passed over by a later one",
        refused("1", "2", priority="left_behind"),
        one("priority-passed-over", REFUSED),
    ),
    ("a first choice before a second", refused("2", "1"), []),
    ("no priority", DAY.put("seats", "s201", result="none", reason="名额已满"), []),
]


@cases(FREE_WILL)
def test_one_fault_is_one_finding_and_a_step_this_side_of_the_boundary_none(folder: Folder, expected: Found) -> None:
    assert sorted(found(folder)) == sorted(expected)
