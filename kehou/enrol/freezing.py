"""A round as files: what is frozen when wishes close, what `kehou verify` reads, what the public sees of it. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kehou.engines.allocation import Explanation, Round
from kehou.engines.allocation.certificate import as_text
from kehou.engines.allocation.folder import COLUMNS, Folder
from kehou.engines.allocation.frozen import folder_texts, settings_text
from kehou.engines.allocation.modes import Decision
from kehou.engines.allocation.modes.written import certified
from kehou.engines.allocation.results import CERTIFICATE, SEATS, WAITING, WHY, seats_text, waiting_text, why_text
from kehou.engines.allocation.rows import round_from_tables
from kehou.engines.allocation.settings import FILE as SETTINGS_FILE
from kehou.engines.allocation.settings import Settings
from kehou.engines.allocation.tables import InputFault, read_table
from kehou.enrol.models import Round as RoundRow

PUBLIC = ("format", "mode", "options", "draw", "parts", "closed", "empty", "figures", "checked")
"""Not the digests of single files: nobody outside needs them."""


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def digests(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: digest(text) for name, text in texts.items()}


def settings_of(row: RoundRow) -> Settings:
    """How a round of the running system is run; its secret only once it is drawn. Groups come first in every mode
    (八.3d)."""
    return revealed(row) if row.state == "drawn" else Settings(mode=row.mode, gate=row.gate, own_seed="not drawn yet")


def revealed(row: RoundRow) -> Settings:
    """The same with the secret, for the draw itself."""
    return Settings(mode=row.mode, gate=row.gate, commitment=row.commitment, reveal=row.secret, public=row.public_value)


def table_texts(round_: Round) -> dict[str, str]:
    """File name → text of the frozen tables. The numbers are left out: they follow from the secret, still to come."""
    texts = folder_texts(round_, Settings(), with_numbers=False)
    return {name: text for name, text in texts.items() if name in COLUMNS}


def reopened(texts: Mapping[str, str], settings: Settings) -> Round:
    """The round in frozen tables, with the numbers its seed draws. Errors: ValueError where they are not as frozen."""
    faults: list[InputFault] = []
    tables = {
        name: read_table(name, texts[name].encode(), *columns, faults) if name in texts else []
        for name, columns in COLUMNS.items()
    }
    round_, _ = round_from_tables(tables, settings, faults)
    if faults:
        raise ValueError("; ".join(map(str, faults[:3])))
    return replace(round_, wishes={id: round_.wishes.get(id, ()) for id in round_.students})


def result_texts(
    round_: Round, tables: Mapping[str, str], settings: Settings, decision: Decision, explanation: Explanation
) -> tuple[dict[str, str], dict[str, Any]]:
    """(File name → text of the result and round.yaml, the certificate): the bytes `kehou allocate` writes."""
    inputs = {**tables, SETTINGS_FILE: settings_text(settings)}
    folder = Folder(round_, settings, digests(inputs), is_drawn=True)
    texts = {
        SEATS: seats_text(decision.final.seats, explanation),
        WHY: why_text(explanation.whys),
        WAITING: waiting_text(explanation),
    }
    published = certified(folder, decision, digests(texts))
    return {SETTINGS_FILE: inputs[SETTINGS_FILE], **texts, CERTIFICATE: as_text(published)}, published


def public_part(published: Mapping[str, Any]) -> dict[str, Any]:
    """The certificate without the children: how it was decided, counts, and the digest of the whole, which binds the rest."""
    return {**{key: published[key] for key in PUBLIC}, "certificate": digest(as_text(published))}
