"""No record rule without a fault that it finds here, and a neighbour of that fault that it does not."""

from kehou.policy.rule import all_rules
from tests.policy.one_fault.test_content import CONTENT
from tests.policy.one_fault.test_day import THE_DAY
from tests.policy.one_fault.test_free_will import FREE_WILL
from tests.policy.one_fault.test_money import MONEY
from tests.policy.one_fault.test_safety import SAFETY


def test_every_record_rule_is_found_by_its_fault() -> None:
    everything = [*THE_DAY, *CONTENT, *SAFETY, *FREE_WILL, *MONEY]
    found = {rule for _, _, expected in everything for rule, _ in expected}
    assert {name for name, rule in all_rules().items() if "records" in rule.judges} <= found
