"""One exchange-format folder per school, from what its database says happened."""

from pathlib import Path

from kehou.org import queries as org
from kehou.plan import queries as plan
from kehou.policy.exchange.plan_writing import yaml_from_document
from kehou.policy.exchange.tables import write_folder
from kehou.policy.facts.term import TermFacts
from kehou.review.facts import whole_term


def export_term(school_id: int, term_id: int, folder: Path) -> TermFacts:
    """Write the folder; returns the facts written. Same database, same bytes."""
    facts = whole_term(school_id, term_id)
    document = plan.handed_over_document(school_id, term_id) or {}
    write_folder(folder, facts, plan_yaml=yaml_from_document(document))
    return facts


def folder_name(school_id: int) -> str:
    """A folder's name tells the school by its public code."""
    return org.school(school_id).code
