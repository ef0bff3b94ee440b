"""The larger components: what they need is in ../parts.py, what they look like in templates/shared/parts/."""

from collections.abc import Sequence
from datetime import datetime

from django.template import Library

from kehou.web.shared import drawing
from kehou.web.shared.parts import Bar, Branch, Column, Floor, Happening, Kid, MatrixRow, Segment, Stage, Wish
from kehou.web.shared.wording import clock_text, local

STAGE_ICONS = {"done": "check", "now": "player-play", "warn": "clock", "block": "lock", "next": "minus"}
CELL_ICONS = {"act": "eye", "now": "pencil", "warn": "clock", "block": "alert-octagon"}


def ribbon(segments: Sequence[Segment], now: datetime | int | None = None) -> dict[str, object]:
    """How long the afternoon is and where it stands."""
    minute = local(now).hour * 60 + local(now).minute if isinstance(now, datetime) else now
    pieces, pin = drawing.ribbon(segments, minute)
    run = next((p for p in pieces if p.tone == "cur"), None)
    return {
        "pieces": list(zip(pieces, segments, strict=True)),
        "pin": pin,
        "run": round(pin - run.x, 2) if pin is not None and run else 0,
        "run_from": run.x if run else 0,
        "starts": clock_text(segments[0].starts) if segments else "",
        "ends": clock_text(segments[-1].ends) if segments else "",
        "now": clock_text(minute) if minute is not None else "",
    }


def timeline(happenings: Sequence[Happening], label: str = "") -> dict[str, object]:
    """What has happened, and dashed what is to come."""
    return {"happenings": happenings, "label": label}


def track(stages: Sequence[Stage], branches: Sequence[Branch] = ()) -> dict[str, object]:
    """The term's stations in a row; each change on its own line below."""
    return {"stages": stages, "branches": branches, "icons": STAGE_ICONS}


def matrix(
    columns: Sequence[str | Column], rows: Sequence[MatrixRow], corner: str = "", caption: str = ""
) -> dict[str, object]:
    """Schools × steps: the ordinary quiet, the exception a word; a whole cell is a link."""
    return {"columns": columns, "rows": rows, "corner": corner, "caption": caption, "icons": CELL_ICONS}


def floors(floors: Sequence[Floor]) -> dict[str, object]:
    """The sections by floor."""
    return {"floors": floors}


def roll_tiles(kids: Sequence[Kid]) -> dict[str, object]:
    """The names of a roll-call; inside <form x-data="roll">."""
    return {"kids": kids}


def ranked(wishes: Sequence[Wish], name: str = "ranked") -> dict[str, object]:
    """A list in order of preference; each line posts its key under `name`, in order."""
    return {"wishes": wishes, "name": name, "last": len(wishes)}


def empty(title: str, text: str = "", icon: str = "circle-dashed", url: str = "", label: str = "") -> dict[str, object]:
    """Nothing here: why, when next, one way on."""
    return {"title": title, "text": text, "icon": icon, "url": url, "label": label}


def progress(value: int, most: int, label: str, tone: str = "") -> dict[str, object]:
    """A bar with its figure in `label`, which a screen reader hears."""
    return {"value": value, "most": most, "label": label, "tone": tone}


def bars(items: Sequence[Bar], label: str = "") -> dict[str, object]:
    """Bars with their figures."""
    rows = [
        {"item": item, "piece": piece, "shown": item.shown or f"{item.value:g}"}
        for item, piece in zip(items, drawing.bars(items), strict=True)
    ]
    return {"rows": rows, "label": label}


def draw_line(total: int, last_in: int, mine: int, name: str) -> dict[str, object]:
    """The draw as a line from 1 to `total`: how far it was admitted, where one's own number lies."""
    cut, me = drawing.draw_line(total, last_in, mine)
    return {"total": total, "last_in": last_in, "mine": mine, "name": name, "cut": cut, "me": me, "cut_right": cut < 35}


def quorum(members: int, voted: int, needed: int) -> dict[str, object]:
    """One dot per member, filled when voted, a stroke after the number that makes the vote valid."""
    dots = [{"x": 8 + 16 * n + (7 if n >= needed else 0), "on": n < voted} for n in range(members)]
    return {
        "dots": dots,
        "members": members,
        "voted": voted,
        "needed": needed,
        "line": 3.5 + 16 * needed,
        "width": 16 * members + 10,
    }


def day_chart(
    rows: Sequence[tuple[str, Sequence[Segment]]], off_work: int, first: int = 0, last: int = 0, label: str = ""
) -> dict[str, object]:
    """Each group's blocks on one axis, the end of office hours as a line, a shortfall hatched. Minutes after midnight."""
    every = [block for _, blocks in rows for block in blocks]
    first = first or min([b.starts for b in every] + [off_work]) // 30 * 30
    last = last or -(-max([b.ends for b in every] + [off_work]) // 30) * 30
    drawn = drawing.day_chart(rows, first, last, off_work)
    for n, row in enumerate(drawn):
        row["y"] = 26 + 36 * n
    off = drawing.percent(off_work - first, last - first)
    return {
        "rows": drawn,
        # The mark nearest the end of office hours gives way to its own words.
        "marks": [(clock_text(m) if abs(x - off) > 12 else "", x) for m, x in drawing.hours(first, last)],
        "off": off,
        "off_at": clock_text(off_work),
        "height": 24 + 36 * len(drawn),
        "label": label,
    }


def autosave(title: str = "", saved: str = "") -> dict[str, object]:
    """The line of a self-saving form: "14:07 已保存", "还没存上"."""
    return {"title": title, "saved": saved}


_PARTS = (
    ribbon,
    timeline,
    track,
    matrix,
    floors,
    roll_tiles,
    ranked,
    empty,
    progress,
    bars,
    draw_line,
    quorum,
    day_chart,
    autosave,
)


def add_parts(register: Library) -> None:
    """Make every component above a tag of its own name with the template of its own name."""
    for part in _PARTS:
        register.inclusion_tag(f"shared/parts/{part.__name__}.html")(part)
