"""Who was in the room (rulebook §6): never a child alone, every child seen off, every adult entitled."""

from tests.policy.folder import Folder, found
from tests.policy.one_fault.ask import A2, B2, B4, DAY, SESSIONS, Case, Found, at, cases, keeper, of, one

ADULT_OF_A2 = DAY.line("adults", of(A2))
COACH = DAY.line("adults", of(B4))


def second_keeper(came: str, left: str = "2026-09-07 17:15", *, first_left: str, session: str = A2) -> Folder:
    """The adult of a session goes, another one comes."""
    row = {"session": session, "adult": "t2b", "role": "school_teacher", "applied": "1", "remote": "0"}
    stay = {"in": f"2026-09-07 {came}", "out": left}
    folder = keeper(session, out=f"2026-09-07 {first_left}").put("payouts", "t2a", hours="0.50")
    return folder.add("adults", row | stay)


def handed_on(*, left: str, seen: str, first_out: str, second_in: str) -> Folder:
    """A child of grade 2 between two rooms: out of the first, in the second, and when their adults were there."""
    folder = DAY.put("presence", of(A2, "s201"), out=left).put("presence", of(B2, "s201"), in_=seen)
    for other in ("s202", "s203", "s204"):
        folder = folder.put("presence", of(B2, other), in_="2026-09-07 17:13")
        folder = folder.put("presence", of(A2, other), out="2026-09-07 17:08", released_to="guardian")
    return keeper(A2, keeper(B2, folder, in_=second_in), out=first_out)


LAST_ROW = DAY.line("presence", of(B2, "s204"))
SAFETY: list[Case] = [
    (
        "the second adult goes five minutes before the children",
        second_keeper("16:40", at("17:05"), first_left="16:40"),
        one("unattended", SESSIONS[A2]),
    ),
    ("the second adult comes as the first one goes", second_keeper("16:40", at("17:10"), first_left="16:40"), []),
    (
        "a minute between two adults",
        second_keeper("16:41", at("17:10"), first_left="16:40"),
        one("unattended", SESSIONS[A2]),
    ),
    ("seconds between two adults", second_keeper("16:40:59", at("17:10"), first_left="16:40"), []),
    ("the children are in before the adult", keeper(A2, in_=at("16:11")), one("unattended", SESSIONS[A2])),
    ("the adult comes with them", keeper(A2, in_=at("16:10")), []),
    (
        "the adult never came",
        keeper(A2, in_="", out="").put("payouts", "t2a", hours="0"),
        one("unattended", SESSIONS[A2]),
    ),
    ("a lead on a screen", keeper(A2, remote="1"), one("unattended", SESSIONS[A2])),
    ("the gate, with an adult", DAY.put("presence", of(B2, "s204"), out=at("18:15")), []),
    (
        "the gate, a minute longer",
        DAY.put("presence", of(B2, "s204"), out=at("18:16")),
        one("unattended", SESSIONS[B2]),
    ),
    (
        "on the way, one of two adults is there",
        handed_on(left=at("17:10"), seen=at("17:12"), first_out=at("17:10"), second_in=at("17:08")),
        [],
    ),
    (
        "on the way, nobody for two minutes",
        handed_on(left=at("17:10"), seen=at("17:12"), first_out=at("17:10"), second_in=at("17:12")),
        one("unattended", SESSIONS[A2]),
    ),
    ("nobody wrote when the child left for the next room", DAY.put("presence", of(A2, "s201"), out=""), []),
    (
        "five minutes in two sessions",
        DAY.add(
            "adults",
            {
                "session": B4,
                "adult": "t2a",
                "role": "school_teacher",
                "applied": "1",
                "in": at("17:10"),
                "out": at("18:00"),
            },
        ),
        [],
    ),
    (
        "six minutes in two sessions",
        DAY.add(
            "adults",
            {
                "session": B4,
                "adult": "t2a",
                "role": "school_teacher",
                "applied": "1",
                "in": at("17:09"),
                "out": at("18:00"),
            },
        ),
        one("adult-in-two-places", "adults.csv"),
    ),
    (
        "an hour in two sessions, one of them on a screen",
        DAY.add(
            "adults",
            {
                "session": B4,
                "adult": "t2a",
                "role": "school_teacher",
                "applied": "1",
                "in": at("16:10"),
                "out": at("18:00"),
                "remote": "1",
            },
        ),
        [],
    ),
    ("no roll was called", DAY.drop("presence", of(B2)), one("roll-call-missing", SESSIONS[B2])),
    (
        "one child is on the roll, away",
        DAY.drop("presence", lambda row: row["session"] == B2 and row["student"] != "s204").put(
            "presence", of(B2), state="absent"
        ),
        [],
    ),
    (
        "nobody knows who took the child",
        DAY.put("presence", of(B2, "s204"), released_to=""),
        one("release-not-recorded", LAST_ROW),
    ),
    ("nobody knows when", DAY.put("presence", of(B2, "s204"), out=""), one("release-not-recorded", LAST_ROW)),
    ("the child was on a screen", DAY.put("presence", of(B2, "s204"), out="", released_to="", online="1"), []),
    ("a teacher who did not apply", keeper(A2, applied="0"), one("adult-not-applied", ADULT_OF_A2)),
    ("a teacher of whom nobody says so", keeper(A2, applied=""), one("adult-not-applied", ADULT_OF_A2)),
    ("a coach who did not apply", keeper(B4, applied="0"), []),
    ("cleared and qualified to the day", keeper(B4, cleared_until="2026-09-07", qualified_until="2026-09-07"), []),
    ("cleared to the day before", keeper(B4, cleared_until="2026-09-06"), one("adult-not-cleared", COACH)),
    ("never cleared", keeper(B4, cleared_until=""), one("adult-not-cleared", COACH)),
    ("qualified to the day before", keeper(B4, qualified_until="2026-09-06"), one("adult-not-cleared", COACH)),
    ("licensed to the day", DAY.with_plan(providers__0__licence_until="2026-09-07"), []),
    (
        "licensed to the first day of the term",
        DAY.with_plan(providers__0__licence_until="2026-08-31"),
        one("provider-not-in-force", COACH),
    ),
    (
        "licensed to the day before",
        DAY.with_plan(providers__0__licence_until="2026-09-06"),
        one("provider-not-in-force", COACH),
    ),
    (
        "licensed not even on the first day",
        DAY.with_plan(providers__0__licence_until="2026-08-30"),
        one("provider-expired", "providers[0]"),
    ),
    (
        "an institution's person whom the plan does not know",
        keeper(B4, adult="o9").put("payouts", "o1", adult="o9"),
        one("provider-not-in-force", COACH),
    ),
]


@cases(SAFETY)
def test_one_fault_is_one_finding_and_a_step_this_side_of_the_boundary_none(folder: Folder, expected: Found) -> None:
    assert sorted(found(folder)) == sorted(expected)
