"""A clause can be followed by its id: rules in their files, and a test for every clause that is judged."""

from pathlib import Path

import pytest

from kehou.commands.proofs import proofs_in_code, proofs_in_tests, proofs_on_screens, rule_file
from kehou.policy.pack import known_packs, load_pack
from kehou.policy.rule import all_rules

ROOT = Path(__file__).resolve().parents[2]
TESTED = proofs_in_tests(ROOT / "tests")
CLAUSES = [clause for name in known_packs() for clause in load_pack(name).clauses]


def test_every_rule_is_in_the_file_of_its_name() -> None:
    for name, rule in all_rules().items():
        assert Path(rule.run.__code__.co_filename) == rule_file(name)


@pytest.mark.parametrize("clause", [clause for clause in CLAUSES if clause.bindings], ids=lambda clause: clause.id)
def test_every_clause_that_binds_a_rule_has_a_test(clause) -> None:
    assert TESTED.get(clause.id), f"no test carries @pytest.mark.clause({clause.id!r})"


def test_marks_and_screens_name_clauses_that_exist() -> None:
    known = {clause.id for clause in CLAUSES}
    assert set(TESTED) <= known
    assert set(proofs_on_screens(ROOT / "kehou")) <= known
    assert set(proofs_in_code(ROOT / "kehou")) <= known


def test_a_deed_that_cites_a_clause_is_seen_and_what_only_talks_about_one_is_not(tmp_path: Path) -> None:
    (tmp_path / "day").mkdir()
    (tmp_path / "policy").mkdir()
    (tmp_path / "day" / "leave.py").write_text(
        '"""Nobody leaves a child alone (附.11)."""\n# 附.11\nraise Refusal("last", "…", clause="附.11")\nTWO = ("八.4e", "附.1")\n'
    )
    (tmp_path / "policy" / "rule.py").write_text('x = "附.11"\n')
    found = {clause: [(p.file.name, p.line) for p in proofs] for clause, proofs in proofs_in_code(tmp_path).items()}
    assert found == {"附.11": [("leave.py", 3)], "八.4e": [("leave.py", 4)], "附.1": [("leave.py", 4)]}


def test_marks_are_seen_on_functions_classes_and_modules(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text(
        'pytestmark = pytest.mark.clause("附.2")\n'
        '@pytest.mark.clause("附.1", "附.3")\n@pytest.mark.slow\ndef test_x(): ...\n'
        'def test_y(): ...\ndef helper(): ...\n@pytest.mark.clause("附.4")\nclass TestZ: ...\n'
    )
    found = {clause: [proof.name for proof in proofs] for clause, proofs in proofs_in_tests(tmp_path).items()}
    assert found == {"附.1": ["test_x"], "附.2": ["test_x", "test_y"], "附.3": ["test_x"], "附.4": ["TestZ"]}
