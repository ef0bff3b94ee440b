"""A district's plan (一区一案): rulebook §5."""

import pytest

from tests.policy.promise import changed, district, findings, fires, places, report


def test_a_district_plan_that_keeps_to_the_policy_has_no_findings() -> None:
    assert report(district()).findings == ()


@pytest.mark.parametrize(
    ("rule", "path", "value", "where"),
    [
        pytest.param("district-lead-missing", "lead_body", None, "lead_body", marks=pytest.mark.clause("八.5a")),
        ("district-lead-missing", "lead_body.name", None, "lead_body"),
        ("district-lead-missing", "lead_body.members", [], "lead_body"),
        ("district-lead-missing", "lead_body.members", [" "], "lead_body"),
        ("district-schools-missing", "schools", [], "schools"),
        ("district-schools-missing", "schools", None, "schools"),
        ("district-funding-missing", "funding", None, "funding"),
        ("district-funding-missing", "funding.sources", [], "funding"),
        ("district-exchange-missing", "exchange", None, "exchange"),
        ("district-exchange-missing", "exchange", [], "exchange"),
        ("district-evaluation", "evaluation", None, "evaluation"),
        ("district-evaluation", "evaluation.scheme", None, "evaluation"),
        ("district-evaluation", "evaluation.indicators", [], "evaluation"),
        ("district-evaluation", "evaluation.indicators.0.weight", 39, "evaluation"),
        ("district-evaluation", "evaluation.indicators.0.weight", 41, "evaluation"),
        ("district-evaluation", "evaluation.result_used_for", ["school"], "evaluation"),
        ("district-evaluation", "evaluation.result_used_for", ["principal"], "evaluation"),
        ("district-supervision-missing", "supervision", None, "supervision"),
        ("district-supervision-missing", "supervision.who", None, "supervision"),
        ("district-supervision-missing", "supervision.visits_per_term", 0, "supervision"),
        ("district-supervision-missing", "supervision.visits_per_term", None, "supervision"),
        ("district-supervision-missing", "supervision.channel", {"phone": ""}, "supervision"),
        ("district-supervision-missing", "supervision.channel", None, "supervision"),
    ],
)
def test_what_a_district_leaves_out_is_found_where_it_should_stand(
    rule: str, path: str, value: object, where: str
) -> None:
    found = report(changed(district(), path, value)).findings
    assert [(f.rule, f.where) for f in found] == [(rule, where)]


@pytest.mark.clause("八.5a")
@pytest.mark.clause("八.2b")
@pytest.mark.clause("五.4")
@pytest.mark.clause("二.3")
def test_each_part_stands_under_its_clause() -> None:
    empty = district(lead_body=None, schools=None, funding=None, exchange=None, evaluation=None, supervision=None)
    assert [(f.clause, f.rule, f.level) for f in report(empty).findings] == [
        ("二.2", "district-funding-missing", "block"),
        ("二.3", "district-schools-missing", "block"),
        ("五.4", "district-exchange-missing", "find"),
        ("八.2b", "district-evaluation", "block"),
        ("八.5a", "district-lead-missing", "block"),
        ("八.5a", "district-supervision-missing", "block"),
    ]


@pytest.mark.clause("二.2")
@pytest.mark.parametrize(
    ("ceiling", "where"),
    [
        ({"primary": "300.00", "junior": "300.00", "senior": "600.00"}, []),
        ({"primary": "300.01"}, ["funding.ceiling.primary"]),
        ({"junior": "360.00", "senior": "600.01"}, ["funding.ceiling.junior", "funding.ceiling.senior"]),
    ],
)
def test_a_districts_ceiling_is_within_the_regions(ceiling: dict, where: list[str]) -> None:
    assert places("district-ceiling", changed(district(), "funding.ceiling", ceiling)) == where


@pytest.mark.clause("八.2b")
def test_result_used_for_both_may_come_in_any_order() -> None:
    assert not fires("district-evaluation", changed(district(), "evaluation.result_used_for", ["principal", "school"]))
    odd = changed(district(), "evaluation.indicators.0.weight", 39)
    assert findings("district-evaluation", odd)[0].evidence["failed"] == ["weights"]


@pytest.mark.clause("八.2b")
@pytest.mark.parametrize(("weights", "sum_"), [((33.3, 33.3, 33.4), None), ((33.3, 33.3, 33.3), 99.9), ((120,), 120)])
def test_weights_add_up_to_the_last_digit(weights: tuple[float, ...], sum_: float | None) -> None:
    indicators = [{"name": f"指标{n}", "weight": weight} for n, weight in enumerate(weights)]
    found = findings("district-evaluation", changed(district(), "evaluation.indicators", indicators))
    assert [finding.evidence["weights"] for finding in found] == ([] if sum_ is None else [sum_])
