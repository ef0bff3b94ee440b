"""Whatever is done to a plan, the answer is findings or errors; the same plan written otherwise gives the same answer."""

from copy import deepcopy
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kehou.policy.check import judge
from kehou.policy.exchange.plan_writing import yaml_from_document
from kehou.policy.exchange.plan_yaml import plan_from_document, plan_from_text
from kehou.policy.exchange.reading import Unreadable
from kehou.policy.facts.district_plan import DistrictPlan
from kehou.policy.facts.term import TermFacts
from kehou.policy.pack import load_packs
from tests.policy.promise import (
    CLOSING,
    Document,
    changed,
    district,
    edited,
    outsider,
    person,
    promise,
    provider,
    report,
    window,
    with_window,
)

PLANS = (
    promise(staff=[person(), outsider()], providers=[provider()]),
    with_window(
        promise(2, 7, 10, policy=["wuhai-2021-92", "national-2023-12"]),
        window(7, 10, id="eve", kind="evening", start="19:00", end="20:30", pupils="boarders"),
        window(10, id="sat", kind="weekend", weekdays=["sat"], start="08:30", end="11:30"),
        window(2, id="care", kind="holiday", start="08:30", end="17:30", to="2026-10-07"),
    ),
    district(),
)
ODD: tuple[Any, ...] = (
    None, "", " ", "x", "menu", "mon", "16:10", "24:00", "60.00", "2026-02-30", "2028-02-29", "国", "\u2028", "1", 0, 1,
    -1, 7, 13, 10**18, 10**30, 0.5, float("nan"), float("inf"), True, [], {}, [[]], [{}], {"": ""}, ["mon", "mon"],
    [1, 2, 3], "none", "online", "subject", ["homework"], [None],
)  # fmt: skip


def places_in(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where every value of a document stands."""
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        found += places_in(item, (*path, key))
    return found


def spoilt(document: Document, where: int, what: str, odd: Any) -> Document:
    """One place replaced by something odd, taken away, given twice, or named otherwise."""
    copy = deepcopy(document)
    *steps, last = (found := places_in(copy))[where % len(found)]
    holder: Any = copy
    for step in steps:
        holder = holder[step]
    if what == "replace":
        holder[last] = odd
    elif what == "remove":
        del holder[last]
    elif isinstance(holder, list):
        holder.insert(0, deepcopy(holder[last]))
    else:
        holder[f"{last}s"] = holder.pop(last)
    return copy


def answer(document: Document) -> Any:
    """The checker's answer from the document and from its text; both ways never raise but Unreadable."""
    answers = []
    for read in (plan_from_document, lambda value: plan_from_text(yaml_from_document(value))):
        try:
            plan, errors = read(document)
        except Unreadable as unreadable:
            plan, errors = None, unreadable.errors
        assert all(error.expected and error.says for error in errors)
        assert plan is not None or errors
        if plan is None:
            answers.append("unreadable")
            continue
        # A draft is judged as far as it can be read, so the rules meet plans with errors too.
        of_district = isinstance(plan, DistrictPlan)
        facts = TermFacts(district_plan=plan) if of_district else TermFacts(plan=plan, office_hours=CLOSING)
        answers.append(judge(facts, load_packs(plan.policy), judges=("plan", "district_plan")).as_json())
    return answers


spoiling = st.tuples(
    st.integers(0, 10_000), st.sampled_from(["replace", "replace", "remove", "other"]), st.sampled_from(ODD)
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PLANS), st.lists(spoiling, min_size=1, max_size=4))
def test_no_spoilt_plan_is_ever_a_traceback(document: Document, spoilings: list[tuple[int, str, Any]]) -> None:
    for spoiling in spoilings:
        document = spoilt(document, *spoiling)
    for given_answer in answer(document):
        if given_answer != "unreadable":
            assert all(finding["says"] and finding["where"] for finding in given_answer["findings"])


def shuffled(value: Any, random: Random) -> Any:
    """The same document with the keys of every mapping in another order."""
    if isinstance(value, list):
        return [shuffled(item, random) for item in value]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    random.shuffle(keys)
    return {key: shuffled(value[key], random) for key in keys}


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.sampled_from(PLANS), st.lists(spoiling, max_size=3), st.randoms(use_true_random=False))
def test_the_order_of_keys_changes_no_answer(
    document: Document, spoilings: list[tuple[int, str, Any]], random: Random
) -> None:
    for spoiling in spoilings:
        document = spoilt(document, *spoiling)
    assert answer(document)[0] == answer(shuffled(document, random))[0]


@pytest.mark.parametrize(
    ("place", "written", "otherwise"),
    [
        ("policy", "wuhai-2021-92", ["wuhai-2021-92"]),
        ("blocks.0.content", ["reading"], "reading"),
        ("blocks.0.mode", "onsite", None),
        ("blocks.0.written_homework", False, None),
        ("courses.0.mode", "onsite", None),
        ("courses.0.window", "pm", ["pm"]),
        ("windows.0.charged", False, None),
        ("windows.0.pupils", "all", None),
        ("windows.0.weekdays", ["mon", "tue", "wed", "thu", "fri"], ["fri", "thu", "wed", "tue", "mon", "mon"]),
        ("committee.meetings.0.against", 0, None),
        ("committee.quorum", 6, None),
        ("fees.term_cap.junior", "300.00", None),
        ("providers", [], None),
    ],
)
def test_what_may_be_written_in_two_ways_is_judged_the_same(place: str, written: Any, otherwise: Any) -> None:
    lawful = edited(promise(), blocks__0__content=["reading"])
    one, other = report(changed(lawful, place, written)), report(_changed(lawful, place, otherwise))
    assert one.findings == other.findings


def _changed(document: Document, place: str, value: Any) -> Document:
    """Changed, where a key that is not there may be taken away too."""
    return changed(changed(document, place, "there"), place, value)
