"""A clause as a page shows it: its printed number and its words, from the packs."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.urls import NoReverseMatch, reverse

PACKS = Path(__file__).resolve().parents[2] / "packs"


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """id "八.5b"; printed "八.5"; text: the policy's own words, without the semicolon that joins it to the next."""

    id: str
    printed: str
    text: str


@cache
def _all() -> dict[str, ClauseWords]:
    found: dict[str, ClauseWords] = {}
    for path in sorted(PACKS.glob("*/clauses/*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        words = ClauseWords(data["id"], data.get("printed", data["id"]), str(data["text"]).strip().rstrip("；"))
        found.setdefault(words.id, words)
    return found


def clause_words(clause_id: str) -> ClauseWords:
    """The clause's words; for an id that no pack has, the id itself and no text."""
    return _all().get(clause_id) or ClauseWords(clause_id, clause_id, "")


def clause_url(clause_id: str) -> str:
    """The clause's place on the policy page, or "" while no site serves one."""
    try:
        return f"{reverse('public:policy')}#{clause_id}"
    except NoReverseMatch:
        return ""
