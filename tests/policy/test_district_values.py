"""A district's figures over the law's, by date, and what a reader is told of them (rulebook §2)."""

from datetime import date

import pytest

from kehou.policy.check import judge
from kehou.policy.district_values import DistrictValue
from kehou.policy.facts.term import TermFacts
from kehou.policy.pack import Law, known_packs, load_pack, load_packs
from kehou.policy.parameter_words import WORDS, label_of, part_names, source_text, value_text
from kehou.policy.parameters import DatedValue
from tests.make.term import FIRST_DAY, plan, window

LAW = load_packs(("wuhai-2021-92", "national-2023-12"))
DOCUMENT = "海教发〔2026〕8号"


def _set(*values: tuple[str, object, date]) -> Law:
    return LAW.in_district(DistrictValue(name, value, since, DOCUMENT) for name, value, since in values)  # type: ignore[arg-type]


def test_a_value_holds_from_its_day_until_the_next() -> None:
    law = _set(("closing_tolerance", 5, date(2028, 2, 1)), ("closing_tolerance", 20, date(2027, 2, 1)))
    days = (date(2026, 9, 1), date(2027, 1, 31), date(2027, 2, 1), date(2028, 1, 31), date(2028, 2, 1))
    assert [law.params(day).closing_tolerance for day in days] == [10, 10, 20, 20, 5]
    assert law.params(days[2]).dated("closing_tolerance").source == DOCUMENT
    assert LAW.params(days[2]).closing_tolerance == 10


def test_a_later_value_of_the_law_ends_the_districts() -> None:
    pack = load_pack("wuhai-2021-92")
    old = pack.parameters["closing_tolerance"][0]
    later = DatedValue(15, old.unit, date(2028, 1, 1), "a new policy", old.where)
    changed = {**pack.parameters, "closing_tolerance": (old, later)}
    law = Law((type(pack)(**{name: getattr(pack, name) for name in pack.__slots__} | {"parameters": changed}),))
    own = law.in_district([
        DistrictValue("closing_tolerance", 20, date(2027, 2, 1), DOCUMENT),
        DistrictValue("closing_tolerance", 25, date(2028, 2, 1), DOCUMENT),
    ])  # fmt: skip
    found = [own.params(day).closing_tolerance for day in (date(2027, 3, 1), date(2028, 1, 1), date(2028, 3, 1))]
    assert found == [20, 15, 15]  # and the new law leaves nothing to the district


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("closing_tolerance", 31),
        ("closing_tolerance", {"share": 5}),
        ("fee_ceiling", 100),
        ("early_habit", {"share": 10}),
    ],
)
def test_what_the_law_does_not_allow_does_not_count(name: str, value: object) -> None:
    day = date(2027, 3, 1)
    own, law = _set((name, value, date(2027, 2, 1))).params(day), LAW.params(day)
    assert own.dated(name) == law.dated(name)


def test_what_is_a_difference_follows() -> None:
    law = _set(("early_tolerance", 3, date(2027, 2, 1)), ("self_study_min", 60, date(2028, 2, 1)))
    days = (date(2026, 9, 1), date(2027, 2, 1), date(2028, 2, 1))
    assert [law.params(day).self_study_min_held for day in days] == [40, 42, 57]


def test_only_findings_that_rest_on_a_districts_figure_name_its_document() -> None:
    facts = TermFacts(plan=plan(windows=(window(end="17:50"),)))
    own = _set(("service_minutes_min", 110, FIRST_DAY), ("invite_share", 95, FIRST_DAY))
    told = {finding.rule: finding.satisfied_by for finding in judge(facts, own).findings}
    plain = {finding.rule: finding.satisfied_by for finding in judge(facts, LAW).findings}
    assert set(told) - set(plain) == {"service-two-hours"}
    says = told.pop("service-two-hours")
    assert says == (
        "把每天的课后服务调整到 110–150 分钟。"
        f"这里按区里定的标准：每天最少服务 110 分钟（{DOCUMENT}，2026年8月31日起）。"
    )
    assert told == plain


@pytest.mark.parametrize("pack", known_packs())
def test_every_figure_is_said_in_chinese(pack: str) -> None:
    for name, values in load_pack(pack).parameters.items():
        assert name in WORDS, name
        for value in values:
            said = label_of(name) + value_text(name, value) + source_text(value)
            assert "{" not in said and not any("a" <= sign <= "z" for sign in said), said
            if value.district_may_set and isinstance(value.least, dict):
                assert set(part_names(name)) == set(value.least)
