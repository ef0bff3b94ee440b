"""Writing a document as plan.yaml: the same document comes back, whatever people typed."""

from hypothesis import given
from hypothesis import strategies as st

from kehou.policy.exchange.plan_writing import yaml_from_document
from kehou.policy.exchange.plan_yaml import document_from_yaml
from tests.policy.promise import district, promise

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    [
        "",
        " ",
        "true",
        "no",
        "null",
        "~",
        "12",
        "1.0",
        "16:10",
        "2026-09-01",
        "- a",
        "a: b",
        "#x",
        "*x",
        "&x",
        "同意,好",
        "'",
        '"',
    ]
)
_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(_TEXT, _VALUE, min_size=1, max_size=6))
def test_any_document_comes_back_as_it_was(document: dict) -> None:
    assert document_from_yaml(yaml_from_document(document)) == document


def test_a_plan_is_laid_out_as_people_write_it() -> None:
    text = yaml_from_document(dict(reversed(promise().items())))
    assert text.startswith("kehou: plan/1\npolicy: wuhai-2021-92\nschool: {code: ")
    assert 'term: {id: "2026-autumn", first_day: 2026-08-31, last_day: 2027-01-15}\n' in text
    assert (
        "windows:\n  - {id: pm, kind: after_class, grades: [1, 2, 3, 4, 5, 6], weekdays: [mon, tue, wed, thu, fri],"
        in text
    )
    assert "enrolled: {1: 100, 2: 100," in text
    assert "committee:\n  members: 11\n  quorum: 8\n  meetings:\n    - {date: 2026-08-26, " in text
    assert 'fees:\n  basis: month\n  standard: {primary: "60.00"}\n' in text
    assert yaml_from_document(district()).startswith("kehou: district-plan/1\n")
