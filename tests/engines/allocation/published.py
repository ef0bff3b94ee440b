"""A whole round on disk as its keepers hold it, with what was published of it and the families' receipts."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kehou.engines.allocation import Round, draw, drawlog, sealed
from kehou.engines.allocation.folder import Folder, read_folder
from kehou.engines.allocation.frozen import drawn_facts, folder_texts, frozen_facts, published_texts, salts_text
from kehou.engines.allocation.modes.rechecked import rederived
from kehou.engines.allocation.modes.written import explained, write_decision
from kehou.engines.allocation.results import CERTIFICATE, read_seats
from kehou.engines.allocation.round import Seat
from kehou.engines.allocation.settings import Settings

SECRET = "b1946ac92492d2347c6235b4d2611184"
DICE = "3 5 1 6 6 2"
NAME = "autumn"
TIMES = {"committed": "2026-09-01T08:00:00+08:00", "frozen": "2026-09-08T18:00:00+08:00"}
TIMES["drawn"] = "2026-09-08T19:30:00+08:00"


def salts_for(round_: Round) -> dict[str, str]:
    return {student: f"{number:032x}" for number, student in enumerate(sorted(round_.students), start=7)}


def publish(
    path: Path,
    round_: Round,
    *,
    secret: str = SECRET,
    dice: str = DICE,
    salts: Mapping[str, str] | None = None,
    **rules: Any,
) -> Path:
    """Commit, freeze, draw and publish `round_` into `path`: every file of the round and of its publication.

    rules: other settings than those of the round: mode, groups_first, travel.
    """
    settings = Settings(
        commitment=draw.commitment(secret),
        reveal=secret,
        public=dice,
        rotate=round_.rotate,
        keep=round_.keep,
        quota=round_.quota,
        **rules,
    )
    path.mkdir(parents=True, exist_ok=True)
    for name, text in folder_texts(round_, settings, with_numbers=False).items():
        (path / name).write_bytes(text.encode())
    folder = read_folder(path)
    decision = rederived(folder.round, settings.mode)
    write_decision(path, folder, decision, explained(decision))
    salts = salts or salts_for(round_)
    log = write_log(folder, path, decision.final.seats, salts)
    for name, text in published_texts(folder.round, settings.seed or "", salts, log).items():
        (path / name).write_bytes(text.encode())
    (path / sealed.SALTS).write_bytes(salts_text(salts).encode())
    return path


def write_log(folder: Folder, path: Path, seats: tuple[Seat, ...], salts: Mapping[str, str]) -> list[dict[str, Any]]:
    certificate = (path / CERTIFICATE).read_text("utf-8")
    facts: dict[str, dict[str, Any]] = {
        "committed": {"commitment": folder.settings.commitment, "options": folder.settings.options},
        "frozen": frozen_facts(folder.round, folder.settings, folder.digests, salts),
        "drawn": drawn_facts(folder.round, folder.settings, seats, certificate, salts),
    }
    log: list[dict[str, Any]] = []
    for event in drawlog.ORDER:
        log = drawlog.appended(log, event, round_name=NAME, at=TIMES[event], **facts[event])
    return log


def receipts_of(path: Path) -> dict[str, dict[str, Any]]:
    """Student → its receipt, from a folder `publish` wrote."""
    folder = read_folder(path)
    seats = [Seat(row.student, row.section, row.rank) for row in read_seats(path / "seats.csv")]
    commitment = folder.settings.commitment or ""
    salts = salts_for(folder.round)
    return sealed.receipts(folder.round, salts, round_name=NAME, commitment=commitment, seats=seats)


def hold(receipt: Mapping[str, Any], path: Path) -> Path:
    """A receipt as a family keeps it."""
    path.write_text(json.dumps(receipt, ensure_ascii=False), "utf-8")
    return path


def only_public(path: Path, to: Path) -> Path:
    """What anyone may have of the round."""
    to.mkdir()
    for name in (sealed.PUBLIC, sealed.TICKETS, drawlog.FILE):
        (to / name).write_bytes((path / name).read_bytes())
    return to
