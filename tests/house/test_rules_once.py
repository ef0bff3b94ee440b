"""A rule is written once: the rooms ask `kehou/policy`, they do not compare for themselves (rulebook §2)."""

import re

import pytest

from kehou.policy.pack import load_packs
from kehou.policy.rule import all_rules
from tests.house import reading
from tests.house.reading import PACKAGE, ROOT

PACKS = ("wuhai-2021-92", "national-2023-12")
ROOMS = ("people", "voice", "staff", "plan", "menu", "enrol", "day", "fund", "review", "jobs")
PLANNED_END = re.compile(
    r"planned_end\W[^\n]*timedelta\(minutes=\d|evening_end\W[^\n]*\d\d:\d\d|timedelta\(days=36[56]\)"
)
"""The figures a room is most likely to copy: how early is early (附.5), how late is late (六.4), how old a clearance (五.3)."""


def test_check_on_copied_figures_sees_one() -> None:
    assert PLANNED_END.search('F("planned_end") - timedelta(minutes=5)')
    assert not PLANNED_END.search('F("planned_end") - tolerance')


@pytest.mark.clause("附.5")
def test_no_room_has_its_own_figure_for_early_late_or_outdated() -> None:
    found = []
    for room in ROOMS:
        for path in (PACKAGE / room).rglob("*.py"):
            if "migrations" not in path.parts and PLANNED_END.search(path.read_text(encoding="utf-8")):
                found.append(str(path.relative_to(ROOT)))
    assert not found


def test_a_rule_is_one_file_with_its_words_and_is_bound_by_a_clause() -> None:
    bound = {binding.rule for clause in load_packs(PACKS).clauses.values() for binding in clause.bindings}
    files = {path.stem.replace("_", "-") for path in (PACKAGE / "policy" / "rules").glob("*.py")} - {"--init--"}
    assert files == set(all_rules()) == bound
    assert not [name for name, rule in all_rules().items() if not (rule.run.__doc__ or "").strip()]


def test_rules_live_nowhere_else() -> None:
    """The decorator is used only in the rules' own folder."""
    using = [path for path in reading.sources() if re.search(r"^@rule\(", path.read_text(encoding="utf-8"), re.M)]
    assert {path.parent for path in using} == {PACKAGE / "policy" / "rules"}
