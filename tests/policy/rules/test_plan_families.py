"""Completeness, filing and families: rulebook §4, first part. Every threshold from both sides."""

import pytest

from tests.policy.promise import block, changed, district, findings, fires, places, promise, report, vote, window

PARTS = ("windows", "blocks", "enrolled", "staff", "duties", "safeguards", "fees")


@pytest.mark.parametrize("grades", [(1, 2, 3, 4, 5, 6), (7, 8, 9), tuple(range(1, 10)), (10, 11, 12)])
def test_a_plan_that_keeps_to_the_policy_has_no_findings(grades: tuple[int, ...]) -> None:
    plan = promise(*grades)
    stages = plan["school"]["stages"]
    plan["fees"] |= {"standard": dict.fromkeys(stages, "60.00"), "term_cap": dict.fromkeys(stages, "300.00")}
    found = report(plan)
    assert [(f.rule, f.subject) for f in found.findings] == []
    assert (found.verdict, found.exit_code) == ("conforms", 0)


@pytest.mark.clause("八.2a")
@pytest.mark.parametrize("part", PARTS)
def test_each_part_the_policy_names_is_missed_by_its_key(part: str) -> None:
    empty = {} if part in ("enrolled", "fees") else []
    assert places("plan-part-missing", promise(**{part: None})) == [part]
    assert places("plan-part-missing", promise(**{part: empty})) == [part]
    assert findings("plan-part-missing", promise(**{part: None}))[0].evidence == {"part": part}


@pytest.mark.clause("八.2a")
def test_a_list_of_blanks_is_as_good_as_none() -> None:
    assert places("plan-part-missing", promise(safeguards=["", " "])) == ["safeguards"]
    assert not fires("plan-part-missing", promise(safeguards=["", "校级经费专账"]))


@pytest.mark.clause("八.2a")
def test_one_missing_part_gives_one_finding() -> None:
    """Rules of a missing part are silent: the missing part is the finding."""
    assert [f.rule for f in report(promise(windows=None, blocks=None, courses=None)).findings] == [
        "plan-part-missing",
        "plan-part-missing",
    ]
    assert [f.rule for f in report(promise(fees=None)).findings] == ["plan-part-missing"]
    assert [f.rule for f in report(promise(enrolled=None)).findings] == ["plan-part-missing"]


@pytest.mark.clause("八.2a")
@pytest.mark.parametrize(
    ("first_ends", "menu_starts", "menu_ends", "minutes"),
    [
        ("17:10", "17:25", "18:10", None),  # a break of exactly 15
        ("17:10", "17:26", "18:10", 16),
        ("17:10", "17:10", "17:55", None),  # 15 at the end
        ("17:10", "17:10", "17:54", 16),
    ],
)
def test_more_than_a_break_without_content_is_a_finding(
    first_ends: str, menu_starts: str, menu_ends: str, minutes: int | None
) -> None:
    plan = promise()
    for n in (0, 2):
        plan["blocks"][n]["end"] = first_ends
        plan["blocks"][n + 1] |= {"start": menu_starts, "end": menu_ends}
    found = findings("window-without-content", plan)
    assert [f.where for f in found] == (["blocks"] if minutes else [])
    if minutes:
        assert {gap["minutes"] for gap in found[0].evidence["gaps"]} == {minutes}
        assert {gap["grade"] for gap in found[0].evidence["gaps"]} == {1, 2, 3, 4, 5, 6}


@pytest.mark.clause("八.2a")
def test_a_gap_counts_from_the_start_of_the_window_and_by_grade_and_weekday() -> None:
    late = changed(promise(), "blocks.0.start", "16:26")
    assert {(g["grade"], g["minutes"]) for g in findings("window-without-content", late)[0].evidence["gaps"]} == {
        (1, 16),
        (2, 16),
    }
    monday_bare = changed(promise(), "blocks.0.weekdays", ["tue", "wed", "thu", "fri"])
    gaps = findings("window-without-content", monday_bare)[0].evidence["gaps"]
    assert {(g["grade"], g["weekday"], g["minutes"]) for g in gaps} == {(1, "mon", 60), (2, "mon", 60)}


@pytest.mark.clause("八.2a")
def test_a_grade_with_no_block_in_a_short_window_is_a_finding_too() -> None:
    short = window(1, id="short", start="18:10", end="18:20")
    assert fires("window-without-content", promise(windows=[window(1, 2, 3, 4, 5, 6), short]))


@pytest.mark.clause("八.2a")
def test_a_grade_nobody_wants_and_a_noon_window_need_no_content() -> None:
    plan = promise(windows=[window(*range(1, 7)), window(1, id="noon", kind="noon", start="12:00", end="13:00")])
    assert not fires("window-without-content", plan)
    plan = changed(promise(), "survey.wanting.6", 0)
    for n in (2, 3):
        plan["blocks"][n]["grades"] = [3, 4, 5]
    assert not fires("window-without-content", plan)


@pytest.mark.clause("八.2a")
def test_two_seasons_do_not_fill_each_others_gaps() -> None:
    autumn = window(*range(1, 7), to="2026-10-31")
    winter = window(*range(1, 7), id="w", **{"from": "2026-11-01"})
    plan = promise(windows=[autumn, winter])
    assert {gap["minutes"] for gap in findings("window-without-content", plan)[0].evidence["gaps"]} == {120}


@pytest.mark.clause("八.1")
@pytest.mark.parametrize(
    ("first_day", "filed", "version", "late"),
    [
        ("2026-08-31", "2026-09-20", 1, False),
        ("2026-08-31", "2026-09-21", 1, True),
        ("2026-08-31", "2026-09-21", 2, False),
        ("2026-08-31", None, 1, False),
        ("2026-07-01", "2026-09-20", 1, False),
        ("2026-07-01", "2026-09-21", 1, True),
        ("2026-06-30", "2026-07-20", 1, False),  # first day + 20
        ("2026-06-30", "2026-07-21", 1, True),
        ("2026-03-01", "2026-03-21", 1, False),
        ("2026-03-01", "2026-03-22", 1, True),
    ],
)
def test_the_filing_deadline_is_20_september_or_20_days_into_spring(
    first_day: str, filed: str | None, version: int, late: bool
) -> None:
    plan = promise(filed=filed, version=version)
    plan["term"] = {"id": "t", "first_day": first_day, "last_day": "2027-06-30"}
    assert places("filed-late", plan) == (["filed"] if late else [])
    of_district = district(filed=filed, version=version, term=plan["term"])
    assert fires("filed-late", of_district) is late


@pytest.mark.clause("八.3a")
@pytest.mark.parametrize("key", ["closed", "invited", "answered", "wanting"])
def test_a_survey_needs_its_end_its_reach_its_answers_and_its_result(key: str) -> None:
    assert places("survey-missing", changed(promise(), f"survey.{key}", None)) == ["survey"]
    assert findings("survey-missing", changed(promise(), f"survey.{key}", None))[0].evidence == {"missing": [key]}


@pytest.mark.clause("八.3a")
def test_no_survey_is_one_finding_and_its_dates_and_shares_are_then_silent() -> None:
    assert [f.rule for f in report(promise(survey=None)).findings] == ["survey-missing"]
    assert not fires("survey-missing", changed(promise(), "survey.opened", None))


@pytest.mark.clause("八.3a")
@pytest.mark.parametrize(
    ("invited", "answered", "narrow"),
    [(540, 324, False), (539, 539, True), (540, 323, True), (600, 360, False), (600, 359, True), (0, 0, True)],
)
def test_nine_in_ten_are_invited_and_six_in_ten_of_them_answer(invited: int, answered: int, narrow: bool) -> None:
    plan = promise()  # 600 on the roll
    plan["survey"] |= {"invited": invited, "answered": answered}
    assert places("survey-narrow", plan) == (["survey"] if narrow else [])


@pytest.mark.clause("八.3a")
@pytest.mark.parametrize(("closed", "late"), [("2026-09-08", False), ("2026-09-09", True)])
def test_the_survey_closes_no_later_than_the_day_of_filing(closed: str, late: bool) -> None:
    assert places("survey-late", changed(promise(), "survey.closed", closed)) == (["survey.closed"] if late else [])
    assert not fires("survey-late", changed(promise(filed=None), "survey.closed", closed))


@pytest.mark.clause("附.8")
@pytest.mark.parametrize(
    ("committee", "filed", "absent"),
    [
        (None, "2026-09-08", True),
        ({"quorum": 8, "meetings": [vote()]}, "2026-09-08", True),
        ({"members": 0, "meetings": [vote()]}, "2026-09-08", True),
        ({"members": 11, "meetings": []}, "2026-09-08", True),
        ({"members": 11, "meetings": []}, None, True),
        ({"members": 11, "meetings": [vote(date="2026-09-09")]}, "2026-09-08", True),
        ({"members": 11, "meetings": [vote(date="2026-09-08")]}, "2026-09-08", False),
        ({"members": 11, "meetings": [vote(date="2026-12-31")]}, None, False),
    ],
)
def test_a_committee_met_no_later_than_the_day_of_filing(committee: dict, filed: str | None, absent: bool) -> None:
    plan = promise(committee=committee, filed=filed)
    assert places("committee-absent", plan) == (["committee"] if absent else [])
    assert not fires("committee-vote-invalid", plan)


@pytest.mark.clause("八.3b")
@pytest.mark.parametrize(
    ("members", "quorum", "meeting", "failed"),
    [
        (11, 8, vote(present=8, **{"for": 5}, against=3, abstain=0), []),
        (11, 8, vote(present=7, **{"for": 5}, against=2, abstain=0), ["quorum"]),
        (11, 4, vote(present=6, **{"for": 4}, against=2, abstain=0), []),  # half of 11, rounded down, plus one
        (11, 4, vote(present=5, **{"for": 4}, against=1, abstain=0), ["quorum"]),
        (10, None, vote(present=6, **{"for": 4}, against=2, abstain=0), []),
        (10, None, vote(present=5, **{"for": 4}, against=1, abstain=0), ["quorum"]),
        (11, 8, vote(present=11, **{"for": 11}, abstain=0), []),
        (11, 8, vote(present=12, **{"for": 12}, abstain=0), ["members"]),
        (11, 8, vote(present=10, **{"for": 9}, abstain=0), ["count"]),
        (11, 8, vote(present=10, **{"for": 5}, against=5, abstain=0), ["majority"]),
        (11, 8, vote(present=10, **{"for": 6}, against=4, abstain=0), []),
        (11, 8, vote(opinion=""), ["opinion"]),
        (11, 8, vote(opinion=" "), ["opinion"]),
    ],
)
def test_a_vote_counts_with_a_quorum_a_full_count_a_majority_and_an_opinion(
    members: int, quorum: int | None, meeting: dict, failed: list[str]
) -> None:
    committee = {"members": members, "meetings": [meeting]} | ({"quorum": quorum} if quorum else {})
    found = findings("committee-vote-invalid", promise(committee=committee))
    assert [f.where for f in found] == (["committee.meetings"] if failed else [])
    assert [f.evidence["failed"] for f in found] == ([failed] if failed else [])


@pytest.mark.clause("八.3b")
def test_a_later_valid_meeting_heals_a_failed_one_if_it_is_before_filing() -> None:
    failed, healed = vote(opinion=""), vote(date="2026-09-01")
    assert not fires("committee-vote-invalid", changed(promise(), "committee.meetings", [failed, healed]))
    too_late = vote(date="2026-09-09")
    assert fires("committee-vote-invalid", changed(promise(), "committee.meetings", [failed, too_late]))
    worse = vote(date="2026-08-27", present=3, **{"for": 1})
    found = findings("committee-vote-invalid", changed(promise(), "committee.meetings", [failed, worse]))
    assert found[0].evidence["meeting"] == "committee.meetings[0]"


@pytest.mark.clause("八.3d")
@pytest.mark.parametrize(
    ("priority", "missing"),
    [
        (["migrant", "left_behind"], []),
        (["left_behind", "hardship"], ["migrant"]),
        (["migrant"], ["left_behind"]),
        (["hardship"], ["left_behind", "migrant"]),
        (None, ["left_behind", "migrant"]),
    ],
)
def test_left_behind_and_migrant_children_are_both_named(priority: list[str] | None, missing: list[str]) -> None:
    found = findings("priority-missing", promise(priority=priority))
    assert [f.evidence["missing"] for f in found] == ([missing] if missing else [])


def test_blocks_of_every_choice_fill_a_window() -> None:
    plan = promise(1)
    plan["blocks"] = [block(1, end="18:10", choice="elective")]
    assert not fires("window-without-content", plan)


@pytest.mark.clause("八.2a")
@pytest.mark.parametrize(
    ("other", "gap"),
    [
        ({"kind": "after_class"}, False),  # runs all term beside it: its blocks fill the same time
        ({"kind": "noon"}, True),
        ({"kind": "after_class", "from": "2026-09-01"}, True),  # not yet there on the first day
        ({"kind": "after_class", "to": "2027-01-14"}, True),
        ({"kind": "after_class", "from": "2026-08-31", "to": "2027-01-15"}, False),
    ],
)
def test_blocks_of_a_window_that_always_runs_beside_it_fill_a_window_too(other: dict, gap: bool) -> None:
    plan = promise(1, windows=[window(1), window(1, id="b", **other)])
    plan["blocks"] = [block(1, end="17:10"), block(1, window="b", end="18:10")]
    assert any(g["minutes"] == 60 for f in findings("window-without-content", plan) for g in f.evidence["gaps"]) is gap


@pytest.mark.clause("八.2a")
def test_a_season_inside_another_is_filled_by_it_and_not_the_other_way_round() -> None:
    short = window(1, id="s", **{"from": "2026-10-01", "to": "2026-10-31"})
    plan = promise(1, windows=[window(1), short], blocks=[block(1, end="18:10")])
    assert not fires("window-without-content", plan)
    plan["blocks"] = [block(1, window="s", end="18:10")]
    assert {g["minutes"] for g in findings("window-without-content", plan)[0].evidence["gaps"]} == {120}
