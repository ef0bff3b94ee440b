"""A clause as a page shows it: its printed number and its words, from the packs."""

from dataclasses import dataclass
from functools import lru_cache

from django.urls import NoReverseMatch, reverse

from kehou.policy import pack


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """id "八.5b"; printed "八.5"; text: the policy's own words, without the semicolon that joins it to the next."""

    id: str
    printed: str
    text: str


@lru_cache(maxsize=512)
def clause_words(clause_id: str) -> ClauseWords:
    """The clause's words; for an id that no pack has, the id itself and no text."""
    printed, text = pack.quote(clause_id)
    return ClauseWords(clause_id, printed or clause_id, text.strip().rstrip("；"))


def clause_url(clause_id: str) -> str:
    """The clause's own page, under its inner id; "" where no site serves one or no pack has it."""
    try:
        return reverse("public:policy_clause", args=[clause_id]) if clause_words(clause_id).text else ""
    except NoReverseMatch:
        return ""
