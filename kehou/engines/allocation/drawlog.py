"""The published log of a draw: committed, frozen, drawn, each once, each naming the line before it.

draws.jsonl: a JSON object a line, {"event", "round", "at", "previous", …}; previous: SHA-256 of the line before, "" for
the first. A second draw, a second secret, a clock set back and a line rewritten are each seen in it; a log rewritten
as a whole is seen by every family whose receipt names the root and the commitment of the first one.
    committed  commitment: SHA-256 of the secret, before wishes open; options: how places will be given (settings.py)
    frozen     root, students: of public.csv; inputs: the digest of the tables; options: the same again
    drawn      reveal, public: the secret and the value drawn in public, "" = none; results: root; certificate: digest
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

FILE = "draws.jsonl"
ORDER = ("committed", "frozen", "drawn")

Log = Sequence[Mapping[str, Any]]


def line(event: Mapping[str, Any]) -> str:
    return json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def appended(log: Log, event: str, *, round_name: str, at: str, **facts: Any) -> list[dict[str, Any]]:
    """The log with one event more. at: ISO 8601 with its offset."""
    previous = hashlib.sha256(line(log[-1]).encode()).hexdigest() if log else ""
    stated = {"event": event, "round": round_name, "at": at, "previous": previous, **facts}
    return [*map(dict, log), stated]


def as_text(log: Log) -> str:
    return "".join(line(event) + "\n" for event in log)


def read(text: str) -> list[dict[str, Any]]:
    """Errors: ValueError where a line is no event."""
    log = [json.loads(row) for row in text.splitlines() if row.strip()]
    for event in log:
        if not isinstance(event, dict) or not all(isinstance(event.get(key), str) for key in ("event", "round", "at")):
            raise ValueError("not an event")
    return log


def faults(log: Log) -> list[tuple[str, str]]:
    """(kind, Chinese sentence) for everything the log alone shows to be wrong."""
    found: list[tuple[str, str]] = []
    names = [str(event["event"]) for event in log]
    for name, says in (
        ("committed", "同一轮公布过不止一个指纹：换过种子。"),
        ("frozen", "同一轮的志愿封存过不止一次。"),
        ("drawn", "同一轮摇过不止一次号。"),
    ):
        if names.count(name) > 1:
            found.append(("second_draw", says))
        elif name not in names and name != "drawn":  # not drawn yet is no fault
            found.append(("log", f"公开记录里缺一步：{_STEPS[name]}。"))
    if len(log) == len(ORDER) and tuple(names) != ORDER:
        found.append(("log", "公开记录的先后不对：应当先公布指纹，再封存志愿，最后摇号。"))
    if len({event["round"] for event in log}) > 1:
        found.append(("log", "公开记录里混进了另一轮。"))
    said = [event["options"] for event in log if event["event"] in ("committed", "frozen") and "options" in event]
    if any(options != said[0] for options in said):
        found.append(("log", "分名额的办法在公布以后换过：封存时的和一开始公布的不一样。"))
    for before, after in pairwise(log):
        if after.get("previous") != hashlib.sha256(line(before).encode()).hexdigest():
            found.append(("log", f"公开记录被改过：“{_step(after)}”接不上前一行。"))
        if str(after["at"]) < str(before["at"]):
            found.append(("clock", f"时钟倒退：“{_step(after)}”的时间早于前一步。"))
    return found


_STEPS = {"committed": "公布指纹", "frozen": "封存志愿", "drawn": "摇号"}


def _step(event: Mapping[str, Any]) -> str:
    return _STEPS.get(str(event["event"]), str(event["event"]))
