"""What a rule says when its condition holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Level = Literal["block", "find", "sign"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One place where a promise or a record fails a rule; city-neutral, without its clause.

    where: the path in the plan ("blocks[2]", "fees.use") or the record ("sessions.csv:118").
    subject: whom or what it concerns, gathered for a reader ("四年级 周三").
    evidence: figures and references that prove it; JSON-able values only.
    says / satisfied_by: one plain Chinese sentence each.
    variant: where one rule serves several clauses, the key by which the pack picks one.
    at: when it began, where a moment matters.
    """

    where: str
    says: str
    satisfied_by: str
    subject: str = ""
    evidence: Mapping[str, object] = field(default_factory=dict)
    variant: str = ""
    at: datetime | None = None
