"""The problems panel keeps up with typing, and a swollen file holds nobody up."""

from time import process_time

import pytest

from bench.check import LIMIT_MS, cpu_ms, judged, largest_document
from kehou.policy.exchange.plan_yaml import plan_from_document
from kehou.policy.facts.plan import Plan
from tests.policy.promise import block, course, promise, report


def test_a_whole_check_of_the_largest_plan_takes_at_most_a_tenth_of_a_second() -> None:
    document = largest_document()
    plan, errors = plan_from_document(document)
    assert isinstance(plan, Plan) and not errors
    spent = cpu_ms(lambda: plan_from_document(document)) + cpu_ms(lambda: judged(plan))
    assert spent <= LIMIT_MS


@pytest.mark.slow
def test_no_rule_pairs_every_block_with_every_course() -> None:
    """A thousand menu blocks and as many courses are no school; rules that pair them would take a minute."""
    document = promise(1, 3)
    menu = {"start": "17:10", "end": "18:10", "content": "menu", "choice": "elective"}
    document["blocks"] += [block(1, 3, **menu) for _ in range(1000)]
    document["courses"] += [course(1, 3, id=f"c{n}", led_by="t1") for n in range(1000)]
    start = process_time()
    assert [finding.rule for finding in report(document).findings] == ["domains-lopsided"]
    assert process_time() - start < 4
