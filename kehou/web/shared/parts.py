"""Shapes of what the larger components draw. Views build them; templates only lay them out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from kehou.web.shared.frame import Tone


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of an afternoon, [starts, ends) in minutes after midnight. label: "作业"."""

    starts: int
    ends: int
    label: str


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of a time line. at: "17:13"; state "next": not yet; "bad": went wrong."""

    at: str
    title: str
    text: str = ""
    state: Literal["done", "cur", "next", "bad"] = "done"
    icon: str = "check"


@dataclass(frozen=True, slots=True)
class Stage:
    """A station of a term's track. says: "9月10日", "等考评"."""

    label: str
    says: str = ""
    state: Literal["done", "now", "warn", "block", "next"] = "next"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """A change on its own line under the track: the third version while the second is in force."""

    title: str
    says: str
    stages: Sequence[Stage]


@dataclass(frozen=True, slots=True)
class Cell:
    """A matrix cell. state "done" shows a tick only, every other one its word. says: for a screen reader."""

    state: Literal["done", "ok", "act", "now", "warn", "block", "idle"]
    word: str = ""
    url: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A matrix column that orders its rows. url: where a tap leads; on: the rows are in this order now."""

    label: str
    url: str
    on: bool = False


@dataclass(frozen=True, slots=True)
class MatrixRow:
    name: str
    cells: Sequence[Cell]
    says: str = ""
    url: str = ""
    need: bool = False


@dataclass(frozen=True, slots=True)
class Tile:
    """A section on the floor board. tone "block": a child is there and no adult."""

    name: str
    place: str
    who: str
    word: str
    tone: Tone = "ok"
    figure: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Floor:
    name: str
    tiles: Sequence[Tile]
    says: str = ""


@dataclass(frozen=True, slots=True)
class Kid:
    """A roll-call tile. key: opaque; preset: what stands without a tap; care: a safety note exists (its text elsewhere)."""

    key: str
    name: str
    number: int
    preset: Literal["here", "leave", "late", "absent", "left"] = "here"
    state: str = ""
    care: bool = False

    @property
    def shown(self) -> str:
        return self.state or self.preset

    @property
    def words(self) -> list[tuple[str, str]]:
        """What can be chosen without script: leave only where a guardian asked."""
        words = [("here", _("到")), ("late", _("晚到")), ("absent", _("未到"))]
        return [*words, ("leave", _("请假"))] if self.preset == "leave" else words


@dataclass(frozen=True, slots=True)
class Wish:
    """A line of a ranked list. facts: "周一、周三", "48 个名额"; hint: "和第2志愿都在周二，只会录其中一个"."""

    key: str
    name: str
    facts: Sequence[str] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """label "体", value 14; domain: de | zhi | ti | mei | lao gives the fixed colour; shown: the figure as written."""

    label: str
    value: float
    domain: str = ""
    shown: str = ""
