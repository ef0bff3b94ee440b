"""Money, publication, pay and safety: rulebook §4, last part, and the overlay of §7. Both sides of every threshold."""

import pytest

from tests.policy.promise import BASE, OVERLAY, block, changed, course, findings, fires, places, promise, report, window

BOTH = [BASE, OVERLAY]


def fees(**changes) -> dict:
    plan = promise()
    plan["fees"] = {key: value for key, value in (plan["fees"] | changes).items() if value is not None}
    return plan


FREE = {"basis": "none", "standard": None, "term_cap": None, "sources": ["subsidy"], "collected_by": None,
        "use": None, "waivers": None}  # fmt: skip


def test_a_free_service_owes_no_cap_no_use_no_waiver_no_collector_and_shows_no_fee() -> None:
    plan = changed(fees(**FREE), "publication.fee_shown", False)
    assert report(plan).findings == ()
    assert report(changed(plan, "fees.basis", None)).findings == ()  # a basis left out = nothing is charged


@pytest.mark.clause("二.2")
@pytest.mark.parametrize(
    ("changes", "failed"),
    [
        ({}, []),
        ({"sources": ["on_behalf"]}, []),
        ({"sources": ["subsidy"]}, ["no_fee_source"]),
        ({"sources": []}, ["no_sources", "no_fee_source"]),
        ({"sources": None}, ["no_sources", "no_fee_source"]),
        ({"standard": None}, ["no_standard"]),
        ({"standard": {"primary": "0.00"}}, ["no_standard"]),
        ({"standard": {"primary": "0.01"}}, []),
        (FREE, []),
        (FREE | {"standard": {"primary": "0.00"}}, []),
        (FREE | {"standard": {"primary": "0.01"}}, ["free_with_standard"]),
        (FREE | {"sources": []}, ["no_sources"]),
    ],
)
def test_what_is_charged_and_where_money_comes_from_agree(changes: dict, failed: list[str]) -> None:
    found = findings("fee-source-mismatch", fees(**changes))
    assert [(f.where, f.evidence["failed"]) for f in found] == ([("fees", failed)] if failed else [])


@pytest.mark.clause("二.2")
@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"term_cap": {"primary": "300.00"}}, []),
        ({"term_cap": {"primary": "300.01"}}, ["fees.term_cap.primary"]),
        ({"term_cap": {"primary": "300.01", "junior": "301.00", "senior": "600.00"}},
         ["fees.term_cap.primary", "fees.term_cap.junior"]),
        ({"term_cap": {"senior": "600.01"}}, ["fees.term_cap.senior"]),
        ({"standard": {"primary": "300.01"}}, []),  # a monthly standard is bounded by the cap
        ({"basis": "term", "standard": {"primary": "300.00"}}, []),
        ({"basis": "term", "standard": {"primary": "300.01"}}, ["fees.standard.primary"]),
    ],
)  # fmt: skip
def test_no_stage_pays_above_the_regions_ceiling(changes: dict, where: list[str]) -> None:
    assert places("fee-over-ceiling", fees(**changes)) == where


@pytest.mark.clause("二.2")
def test_ceiling_and_amount_are_shown_with_the_stage() -> None:
    found = findings("fee-over-ceiling", fees(term_cap={"primary": "330.00"}))[0]
    assert found.evidence == {"stage": "primary", "amount": "330.00", "ceiling": "300.00"}


@pytest.mark.clause("二.2")
@pytest.mark.parametrize(
    ("basis", "standard", "cap", "missing"),
    [
        ("month", {"primary": "60.00"}, None, ["primary"]),
        ("day", {"primary": "3.00"}, None, ["primary"]),
        ("lesson", {"primary": "3.00"}, None, ["primary"]),
        ("term", {"primary": "60.00"}, None, []),
        ("month", {"primary": "60.00", "junior": "60.00"}, {"primary": "300.00"}, ["junior"]),
        ("month", {"primary": "60.00", "junior": "0.00"}, {"primary": "300.00"}, []),
    ],
)
def test_a_stage_that_pays_has_a_cap(basis: str, standard: dict, cap: dict | None, missing: list[str]) -> None:
    found = findings("fee-cap-missing", fees(basis=basis, standard=standard, term_cap=cap))
    assert [(f.where, f.evidence["stages"]) for f in found] == ([("fees.term_cap", missing)] if missing else [])


@pytest.mark.clause("二.2")
@pytest.mark.parametrize(
    ("basis", "standard", "found"),
    [
        ("term", {"primary": "60.00"}, True),
        ("term", {"primary": "0.00"}, False),
        ("month", {"primary": "60.00"}, False),
        ("lesson", {"primary": "3.00"}, False),
        ("day", {"primary": "3.00"}, False),
    ],
)
def test_fees_are_not_collected_once_a_term(basis: str, standard: dict, found: bool) -> None:
    assert places("fee-not-monthly", fees(basis=basis, standard=standard)) == (["fees.basis"] if found else [])


@pytest.mark.clause("八.4c")
def test_whoever_takes_a_fee_says_who_collects_it() -> None:
    assert places("fee-collector-missing", fees(collected_by=None)) == ["fees"]
    assert not fires("fee-collector-missing", fees(collected_by="committee"))


@pytest.mark.clause("八.4a")
@pytest.mark.parametrize(
    ("use", "found"),
    [
        ({"teacher_pay": 51, "external_pay": 49}, False),
        ({"teacher_pay": 50, "external_pay": 50}, True),
        ({"teacher_pay": 50.1, "external_pay": 49.9}, False),  # to the last digit: 50.1 and 49.9 make 100
        ({"teacher_pay": 33.3, "external_pay": 33.3, "running": 33.4}, True),
        ({"external_pay": 100}, True),  # buying courses is no teacher's allowance
        (None, True),
    ],
)
def test_the_fee_mainly_pays_teachers(use: dict | None, found: bool) -> None:
    assert places("fee-use", fees(use=use)) == (["fees.use"] if found else [])


@pytest.mark.clause("八.4a")
def test_a_free_service_that_states_its_use_is_held_to_it() -> None:
    assert not fires("fee-use", fees(**FREE))
    assert fires("fee-use", fees(**FREE | {"use": {"teacher_pay": 50, "running": 50}}))


@pytest.mark.clause("八.3c")
@pytest.mark.parametrize(
    ("waivers", "found"),
    [
        ([{"category": "低保", "rate": 1}], False),
        ([{"category": "低保", "rate": 0}], True),
        ([{"category": "低保", "rate": 0}, {"category": "孤儿", "rate": 50}], False),
        ([], True),
        (None, True),
    ],
)
def test_families_in_hardship_are_relieved(waivers: list | None, found: bool) -> None:
    assert places("waivers-missing", fees(waivers=waivers)) == (["fees.waivers"] if found else [])


@pytest.mark.clause("八.5b")
@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, []),
        ({"published": None}, ["published"]),
        ({"where": []}, ["where"]),
        ({"where": [" "]}, ["where"]),
        ({"content_shown": False}, ["content_shown"]),
        ({"content_shown": None}, ["content_shown"]),
        ({"fee_shown": False}, ["fee_shown"]),
        ({"channel": {}}, ["channel"]),
        ({"channel": {"phone": "", "mailbox": "  "}}, ["channel"]),
        ({"channel": {"phone": "", "online": "课后.test"}}, []),
    ],
)
def test_content_fee_and_a_channel_are_public(changes: dict, missing: list[str]) -> None:
    plan = promise()
    plan["publication"] = {key: value for key, value in (plan["publication"] | changes).items() if value is not None}
    found = findings("publication-incomplete", plan)
    assert [(f.where, f.evidence["missing"]) for f in found] == ([("publication", missing)] if missing else [])


@pytest.mark.clause("八.5b")
def test_no_publication_part_is_one_finding() -> None:
    assert places("publication-incomplete", promise(publication=None)) == ["publication"]


@pytest.mark.clause("八.4d")
@pytest.mark.parametrize(
    ("appraisal", "found"),
    [
        (None, True),
        ({"scheme": "办法", "period": "term", "basis_of_pay": True}, False),
        ({"scheme": "办法", "period": "month", "basis_of_pay": True}, False),
        ({"scheme": "办法", "period": "year", "basis_of_pay": True}, True),
        ({"scheme": "办法", "basis_of_pay": True}, True),
        ({"scheme": " ", "period": "term", "basis_of_pay": True}, True),
        ({"period": "term", "basis_of_pay": True}, True),
    ],
)
def test_teachers_are_appraised_at_least_once_a_term(appraisal: dict | None, found: bool) -> None:
    plan = promise(appraisal=appraisal)
    assert places("appraisal-missing", plan) == (["appraisal"] if found else [])
    assert not fires("appraisal-not-basis", plan)


@pytest.mark.clause("八.4e")
@pytest.mark.parametrize(("basis", "found"), [(True, False), (False, True), (None, True)])
def test_the_appraisal_decides_pay(basis: bool | None, found: bool) -> None:
    plan = changed(promise(), "appraisal.basis_of_pay", basis)
    assert places("appraisal-not-basis", plan) == (["appraisal"] if found else [])


@pytest.mark.clause("八.5c")
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("roster", None),
        ("roster", " "),
        ("handover", None),
        ("emergency", ""),
        ("roll_call", False),
        ("roll_call", None),
    ],
)
def test_safety_names_roster_roll_call_hand_over_and_emergency(key: str, value: object) -> None:
    found = findings("safety-incomplete", changed(promise(), f"safety.{key}", value))
    assert [(f.where, f.evidence["missing"]) for f in found] == [("safety", [key])]


@pytest.mark.clause("八.5c")
def test_no_safety_part_is_one_finding_and_insurance_is_optional() -> None:
    assert [f.rule for f in report(promise(safety=None)).findings] == ["safety-incomplete"]
    assert not fires("safety-incomplete", changed(promise(), "safety.insurance", "校方责任险"))


@pytest.mark.clause("二.4")
def test_safety_says_something_about_epidemics() -> None:
    assert places("epidemic-missing", changed(promise(), "safety.epidemic", None)) == ["safety.epidemic"]
    assert not fires("epidemic-missing", promise())


# The overlay national-2023-12


def care(kind: str, *grades: int, **changes) -> dict:
    plan = promise(9, 10, policy=BOTH)
    plan["windows"].append(window(*grades, id="x", kind=kind, start="12:00", end="13:00", **changes))
    return plan


@pytest.mark.clause("国.1")
@pytest.mark.parametrize(
    ("kind", "grades", "charged", "found"),
    [
        ("before_class", [9], True, True),
        ("noon", [9], True, True),
        ("evening", [9, 10], True, True),
        ("noon", [9], False, False),
        ("noon", [9], None, False),
        ("noon", [10], True, False),
        ("after_class", [9], True, False),
    ],
)
def test_early_noon_and_evening_care_is_not_charged(
    kind: str, grades: list[int], charged: bool | None, found: bool
) -> None:
    plan = care(kind, *grades, **({} if charged is None else {"charged": charged}))
    assert places("charged-care-time", plan) == (["windows[1]"] if found else [])
    assert not fires("charged-care-time", plan | {"policy": BASE})


@pytest.mark.clause("国.2")
@pytest.mark.parametrize(
    ("grades", "collector", "found"),
    [
        ((6,), "committee", True),
        ((6,), "third_party", True),
        ((9, 10), "committee", True),
        ((10,), "committee", False),
        ((6,), "district", False),
        ((6,), "school", False),
    ],
)
def test_no_committee_and_no_third_party_collects(grades: tuple, collector: str, found: bool) -> None:
    plan = changed(promise(*grades, policy=BOTH), "fees.collected_by", collector)
    assert places("collector-forbidden", plan) == (["fees.collected_by"] if found else [])
    assert not fires("collector-forbidden", plan | {"policy": BASE})


@pytest.mark.clause("国.3")
def test_no_drilling_in_compulsory_grades() -> None:
    plan = promise(9, 10, policy=BOTH)
    plan["blocks"] += [block(9, content=["homework", "drill"]), block(10, content=["drill"])]
    plan["courses"] += [course(9, 10, id="x", content="drill"), course(9, id="y", content="drill", capacity=0)]
    assert places("drilling-planned", plan) == ["blocks[4]", "courses[10]"]
    assert not fires("drilling-planned", plan | {"policy": BASE})


@pytest.mark.parametrize(("first_day", "active"), [("2023-12-26", False), ("2023-12-27", True)])
def test_the_overlay_holds_for_terms_from_the_day_it_was_made_public(first_day: str, active: bool) -> None:
    plan = changed(promise(6, policy=BOTH), "fees.collected_by", "committee")
    plan["term"] = {"id": "t", "first_day": first_day, "last_day": "2024-06-30"}
    assert fires("collector-forbidden", plan) is active
    assert report(plan).as_json()["policy"] == BOTH
