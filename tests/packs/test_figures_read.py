"""What a rule is seen to read of the law is what it reads."""

from datetime import date
from pathlib import Path

from kehou.policy.exchange.reading import Unreadable
from kehou.policy.exchange.tables import read_folder
from kehou.policy.figures_read import figures_read
from kehou.policy.pack import load_packs
from kehou.policy.rule import all_rules


def test_no_rule_reads_a_figure_that_it_is_not_seen_to_read(shared: Path) -> None:
    params = load_packs(("wuhai-2021-92", "national-2023-12")).params(date(2026, 9, 1))
    read: dict[str, set[str]] = {}
    for case in sorted((shared / "policy" / "cases").iterdir()):
        try:
            facts = read_folder(case)
        except Unreadable:
            continue
        for rule in all_rules().values():
            if rule.applies(facts) and not facts.missing(rule.needs):
                watched = params.watched()
                list(rule.run(facts, watched))
                read.setdefault(rule.name, set()).update(watched._read)
    seen = {rule.name: set(figures_read(rule)) for rule in all_rules().values()}
    assert {name: names for name, names in read.items() if not names <= seen[name]} == {}
    assert sum(map(bool, read.values())) > 30
    assert seen["no-filed-plan"] >= {"filing_deadline_autumn", "committee_quorum"}, (
        "also through another rule's function"
    )
    assert seen["waivers-missing"] == set()
