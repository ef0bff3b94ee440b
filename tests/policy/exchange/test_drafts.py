"""No draft whatever breaks the checker: an editor saves half-typed things all day."""

from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kehou.policy.check import judge
from kehou.policy.exchange.plan_writing import yaml_from_document
from kehou.policy.exchange.plan_yaml import plan_from_document, plan_from_text
from kehou.policy.exchange.reading import Unreadable
from kehou.policy.facts.plan import Plan
from kehou.policy.facts.term import TermFacts
from kehou.policy.pack import load_packs
from tests.policy.promise import CLOSING, outsider, person, promise, provider

_JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 10**12), st.floats(allow_nan=True), st.text(max_size=8),
    st.sampled_from(["", " ", "00:00", "23:59", "0.00", "2027-02-29", "2026-12-31", "menu", "sat", "online", "institution"]),
    st.lists(st.integers(0, 13) | st.text(max_size=3), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(0, 3), max_size=2),
)  # fmt: skip


def _places(value: Any, path: tuple = ()) -> list[tuple]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [place for key, item in inner for place in _places(item, (*path, key))]


WHOLE = promise(1, 2, 3, 7, 10, staff=[person(), outsider()], providers=[provider()])
PLACES = _places(WHOLE)


@given(st.lists(st.tuples(st.sampled_from(PLACES), _JUNK | st.just("(gone)")), min_size=1, max_size=6))
@settings(max_examples=200, deadline=None)
def test_whatever_stands_anywhere_in_a_draft_is_an_error_or_a_finding_and_never_a_crash(changes: list) -> None:
    document = deepcopy(WHOLE)
    for path, value in changes:
        place: Any = document
        try:
            for step in path[:-1]:
                place = place[step]
            if value == "(gone)":
                del place[path[-1]]
            else:
                place[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took it away
    plan, errors = plan_from_document(document)
    assert plan is not None or errors
    if isinstance(plan, Plan):
        facts = TermFacts(plan=plan, calendar=(), office_hours=CLOSING, holiday_surveys=())
        judge(facts, load_packs(plan.policy)).as_json()
    try:
        _, again = plan_from_text(yaml_from_document(document))
    except Unreadable:
        return
    # A float that is no number is text once it stands in a file, and says so in its own words.
    assert {error.key for error in errors} == {error.key for error in again}
