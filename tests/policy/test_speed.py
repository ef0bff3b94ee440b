"""The problems panel keeps up with typing."""

from bench.check import LIMIT_MS, cpu_ms, judged, largest_document
from kehou.policy.exchange.plan_yaml import plan_from_document
from kehou.policy.facts.plan import Plan


def test_a_whole_check_of_the_largest_plan_takes_at_most_a_tenth_of_a_second() -> None:
    document = largest_document()
    plan, errors = plan_from_document(document)
    assert isinstance(plan, Plan) and not errors
    spent = cpu_ms(lambda: plan_from_document(document)) + cpu_ms(lambda: judged(plan))
    assert spent <= LIMIT_MS
