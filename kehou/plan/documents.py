"""The plan document: what the system writes into it, and how two documents are told apart. Pure."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from kehou.org.law import CITY_PACKS
from kehou.plan.parts import SYSTEM_KEYS

Document = dict[str, Any]

FORMAT = "plan/1"
_NOT_VOTED_ON = frozenset({*SYSTEM_KEYS, "committee", "publication"})


def digest_of(document: Mapping[str, Any]) -> str:
    """SHA-256 of the document, whatever the order of its keys; 64 hex digits."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def promise_digest(document: Mapping[str, Any]) -> str:
    """Digest of what the parents' committee decides about: everything but its own vote, the filing and the notice."""
    return digest_of({key: value for key, value in document.items() if key not in _NOT_VOTED_ON})


def written(document: Mapping[str, Any], content: Mapping[str, Any]) -> Document:
    """The document with some keys replaced; a key whose content is None, {} or [] is left out (a missing part)."""
    merged = {**document, **content}
    return {key: value for key, value in merged.items() if value not in (None, {}, [], "")}


def packs_named(policy: object) -> tuple[str, ...]:
    """The packs a document's key `policy` names; one may be written without a list. The city's own where there is none."""
    return (policy,) if isinstance(policy, str) else tuple(policy) if isinstance(policy, list) else CITY_PACKS


def with_meeting(document: Mapping[str, Any], meeting: Mapping[str, Any]) -> Document:
    """The document with one more vote of the committee in it."""
    committee = dict(document.get("committee") or {})
    committee["meetings"] = [*committee.get("meetings", []), dict(meeting)]
    return {**document, "committee": committee}


def successor_of(filed: Mapping[str, Any], number: int) -> Document:
    """The draft that the next version starts from: the same promise, but no vote of its own yet."""
    document = {key: value for key, value in filed.items() if key != "filed"}
    committee = {key: value for key, value in (filed.get("committee") or {}).items() if key != "meetings"}
    publication = {key: value for key, value in (filed.get("publication") or {}).items() if key != "published"}
    return written({**document, "version": number}, {"committee": committee, "publication": publication})


def sealed(document: Mapping[str, Any], *, filed: str, earlier: Mapping[str, Any] | None) -> Document:
    """The document as it is filed: dated, with every vote of the term in it.

    filed: the day the school first filed a plan for the term; a later version keeps it (decision plan-dates).
    earlier: the version filed before, whose votes stay on record.
    """
    votes = (earlier or {}).get("committee", {}).get("meetings", [])
    committee = dict(document.get("committee") or {})
    committee["meetings"] = [*votes, *committee.get("meetings", [])]
    return {**document, "committee": committee, "filed": filed}
