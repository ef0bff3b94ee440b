"""A round kept by somebody who runs another system: committed to, frozen and drawn in a folder, published as ours is.

What stands in the folder of the keepers; only `public` leaves it, and each receipt to its own family:
    secret.json  the secret and the key of the pseudonyms; readable by its owner alone
    names.csv    student, code: the way back from pseudonyms
    round/       the round under pseudonyms, whole: `kehou verify` works it out again
    public/      draws.jsonl from the start, public.csv from the freeze on, tickets.csv from the draw on
    receipts/    CODE.json for each child
Each step writes its line of the log last: cut off before that, it is done again from the start.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kehou.engines.allocation import drawlog, sealed
from kehou.engines.allocation.draw import commitment
from kehou.engines.allocation.folder import COLUMNS, Folder, digests_of, read_files, read_folder
from kehou.engines.allocation.frozen import (
    drawn_facts,
    folder_texts,
    frozen_facts,
    published_texts,
    salts_text,
    settings_text,
)
from kehou.engines.allocation.modes import decide
from kehou.engines.allocation.modes.written import explained, write_decision
from kehou.engines.allocation.results import CERTIFICATE
from kehou.engines.allocation.round import Round, Seat
from kehou.engines.allocation.rows import round_from_tables
from kehou.engines.allocation.settings import FILE as SETTINGS
from kehou.engines.allocation.settings import Settings, read_settings
from kehou.engines.allocation.tables import BadFolder, InputFault, read_table, table_text

SECRET, NAMES = "secret.json", "names.csv"
NOT_YET = "not drawn yet"


class OutOfTurn(ValueError):
    """A step that cannot be done now; says why, in a Chinese sentence."""


@dataclass(frozen=True)
class Kept:
    """A keepers' folder as it stands. at: now, ISO 8601 with its offset."""

    path: Path
    secret: str
    key: str
    name: str
    log: list[dict[str, Any]]

    def add(self, event: str, at: str, **facts: Any) -> list[dict[str, Any]]:
        """The log with a line more. Errors: OutOfTurn where it is not that step's turn, or the clock was set back."""
        turn = drawlog.ORDER[len(self.log)] if len(self.log) < len(drawlog.ORDER) else ""
        if event != turn:
            says = {"frozen": "先封存志愿，再摇号。", "drawn": "志愿已经封存过，不能再封存。"}
            raise OutOfTurn(says.get(turn, "这一轮已经摇过号，不能再摇。"))
        if self.log and at < str(self.log[-1]["at"]):
            raise OutOfTurn("时钟比公开记录的上一步还早，什么也没有做。校准时钟以后再来。")
        return drawlog.appended(self.log, event, round_name=self.name, at=at, **facts)


def commit(source: Path, to: Path, at: str) -> str:
    """Before wishes open: make a secret nobody chose; returns its commitment. Only round.yaml of `source` is read.

    Errors: BadFolder; OutOfTurn where there is a secret already: a second one would be a second draw.
    """
    faults: list[InputFault] = []
    raw = source / SETTINGS
    settings = _rules(raw.read_bytes() if raw.exists() else b"", faults)
    if faults:
        raise BadFolder(faults)
    if (to / SECRET).exists():
        raise OutOfTurn("这里已经定过种子，一轮只定一次。")
    to.mkdir(parents=True, exist_ok=True)
    own = {"secret": secrets.token_hex(32), "key": secrets.token_hex(32), "round": source.resolve().name}
    (to / SECRET).touch(mode=0o600)
    (to / SECRET).write_text(json.dumps(own), "utf-8")
    kept = Kept(to, own["secret"], own["key"], own["round"], [])
    facts = {"commitment": commitment(kept.secret), "options": settings.options}
    _publish(to, {drawlog.FILE: drawlog.as_text(kept.add("committed", at, **facts))})
    return str(facts["commitment"])


def freeze(source: Path, to: Path, at: str) -> int:
    """After wishes closed: pseudonyms, digests, receipts; returns how many children. Errors: BadFolder, OutOfTurn."""
    kept = read_kept(to)
    kept.add("frozen", at)
    faults: list[InputFault] = []
    raw = read_files(source, faults)
    settings = _rules(raw.get(SETTINGS, b""), faults)
    tables = {name: read_table(name, raw[name], *COLUMNS[name], faults) if name in raw else [] for name in COLUMNS}
    unnamed, is_drawn = round_from_tables(tables, replace(settings, own_seed=NOT_YET), faults)
    if not faults and not is_drawn:
        faults.append(InputFault("students.csv", 1, "lottery", "", "空着：号由种子摇出，不能事先写好"))
    if not faults and settings.options != kept.log[0]["options"]:
        faults.append(InputFault(SETTINGS, 0, "", "", "和公布指纹时一样的摇法：家长填志愿以前看到的就是它"))
    if faults:
        raise BadFolder(faults)
    code = {student: sealed.pseudonym(kept.key, student) for student in unnamed.students}
    round_ = under_other_names(unnamed, code)
    texts = folder_texts(round_, settings, with_numbers=False)
    salts = sealed.salts_of(kept.key, round_.students)
    digests = digests_of({name: text.encode() for name, text in texts.items()})
    log = kept.add("frozen", at, **frozen_facts(round_, settings, digests, salts))
    _write(to / "round", {**texts, sealed.SALTS: salts_text(salts)})
    _write(to, {NAMES: table_text(["student", "code"], sorted(code.items()))})
    _receipts(kept, round_, salts, None)
    _publish(to, published_texts(round_, "", salts, log))
    return len(code)


def draw(to: Path, value: str, at: str) -> int:
    """Reveal, decide, publish. value: what was drawn in public after the freeze, "" for nothing; returns the seats.

    Errors: OutOfTurn, also where the secret is no longer the one committed to.
    """
    kept = read_kept(to)
    kept.add("drawn", at)
    promised = str(kept.log[0]["commitment"])
    if commitment(kept.secret) != promised:
        raise OutOfTurn("存着的种子和公布的指纹对不上，没有摇号。")
    before = read_settings((to / "round" / SETTINGS).read_bytes(), [])
    settings = replace(before, own_seed=None, commitment=promised, reveal=kept.secret, public=value)
    _write(to / "round", {SETTINGS: settings_text(settings)})
    folder: Folder = read_folder(to / "round")
    decision = decide(folder.round, settings.mode)
    write_decision(to / "round", folder, decision, explained(decision))
    salts = sealed.salts_of(kept.key, folder.round.students)
    certificate = (to / "round" / CERTIFICATE).read_text("utf-8")
    facts = drawn_facts(folder.round, settings, decision.final.seats, certificate, salts)
    log = kept.add("drawn", at, **facts)
    _receipts(kept, folder.round, salts, decision.final.seats)
    _publish(to, published_texts(folder.round, settings.seed or "", salts, log))
    return len(decision.final.seats)


def read_kept(path: Path) -> Kept:
    """Errors: OutOfTurn where nothing was committed to there, or it cannot be read."""
    try:
        own = json.loads((path / SECRET).read_text("utf-8"))
        log = drawlog.read((path / "public" / drawlog.FILE).read_text("utf-8"))
        return Kept(path, str(own["secret"]), str(own["key"]), str(own["round"]), log)
    except (OSError, ValueError, KeyError, TypeError):
        raise OutOfTurn("这里还没有定种子：先用 --commit，在家长填志愿以前。") from None


def under_other_names(round_: Round, code: Mapping[str, str]) -> Round:
    """The round with every student's id replaced."""
    return replace(
        round_,
        students={code[id]: replace(student, id=code[id]) for id, student in round_.students.items()},
        wishes={code[id]: wishes for id, wishes in round_.wishes.items()},
        classes={(section, code[id]): own for (section, id), own in round_.classes.items()},
        held=frozenset((code[id], section) for id, section in round_.held),
        done=frozenset((code[id], section) for id, section in round_.done),
        busy=frozenset((code[id], slot) for id, slot in round_.busy),
        trades={code[id]: wanted for id, wanted in round_.trades.items()},
    )


def _rules(raw: bytes, faults: list[InputFault]) -> Settings:
    settings = read_settings(raw, faults)
    if settings.own_seed is not None or settings.commitment is not None or settings.public:
        faults.append(InputFault(SETTINGS, 0, "seed", "", "不写 seed、commitment、reveal、public：种子由这个命令定"))
    return settings


def _receipts(kept: Kept, round_: Round, salts: Mapping[str, str], seats: tuple[Seat, ...] | None) -> None:
    promised = str(kept.log[0]["commitment"])
    made = sealed.receipts(round_, salts, round_name=kept.name, commitment=promised, seats=seats)
    texts = {f"{id}.json": json.dumps(receipt, ensure_ascii=False, indent=1) for id, receipt in made.items()}
    _write(kept.path / "receipts", texts)


def _publish(to: Path, texts: Mapping[str, str]) -> None:
    """The log last. With the whole round the same files lie, so that it can be checked as a whole."""
    others = {name: text for name, text in texts.items() if name != drawlog.FILE}
    for folder in (to / "round", to / "public"):
        _write(folder, others)
        _write(folder, {drawlog.FILE: texts[drawlog.FILE]})


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    """Each file whole or as it was."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        unfinished = folder / f"{name}.part"
        unfinished.write_bytes(text.encode())
        unfinished.replace(folder / name)
