"""A drawn round as files: what `kehou verify` reads, and what the public sees of it. Pure."""

import hashlib
from collections.abc import Mapping
from typing import Any

from kehou.engines.allocation import Explanation, Outcome, Round
from kehou.engines.allocation.certificate import as_text, certificate
from kehou.engines.allocation.folder import Folder
from kehou.engines.allocation.frozen import folder_texts
from kehou.engines.allocation.results import CERTIFICATE, SEATS, WAITING, WHY, seats_text, waiting_text, why_text
from kehou.engines.allocation.settings import Settings

PUBLIC = ("format", "mode", "draw", "parts", "closed", "empty", "figures", "checked")
"""Not the digests of single files: the groups of a small school could be tried against that of students.csv."""


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def input_texts(round_: Round, *, commitment: str, secret: str) -> dict[str, str]:
    """File name → text of the frozen input. The numbers are left out: they follow from the secret."""
    return folder_texts(round_, Settings(commitment=commitment, reveal=secret), with_numbers=False)


def input_digest(texts: Mapping[str, str]) -> str:
    """One figure for the whole input: sha-256 over a line "name digest" for each file, by name."""
    return digest("".join(f"{name} {digest(text)}\n" for name, text in sorted(texts.items())))


def result_texts(
    round_: Round,
    inputs: Mapping[str, str],
    outcome: Outcome,
    explanation: Explanation,
    *,
    commitment: str,
    secret: str,
) -> tuple[dict[str, str], dict[str, Any]]:
    """(File name → text of the result, the certificate). The same bytes as `kehou allocate` writes from the input."""
    digests = {name: digest(text) for name, text in inputs.items()}
    folder = Folder(round_, Settings(commitment=commitment, reveal=secret), digests, is_drawn=True)
    texts = {
        SEATS: seats_text(outcome.seats, explanation),
        WHY: why_text(explanation.whys),
        WAITING: waiting_text(explanation),
    }
    published = certificate(folder, outcome, {name: digest(text) for name, text in texts.items()})
    return {**texts, CERTIFICATE: as_text(published)}, published


def public_part(published: Mapping[str, Any]) -> dict[str, Any]:
    """The certificate without the children: how it was decided, counts, and the digest of the whole, which binds the rest."""
    return {**{key: published[key] for key in PUBLIC}, "certificate": digest(as_text(published))}
