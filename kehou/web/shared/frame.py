"""What a view hands to its shell: who sits here, where, and the ways on. A site builds one Frame for all its pages."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Tone = Literal["ok", "warn", "block", "now", "idle"]


@dataclass(frozen=True, slots=True)
class NavItem:
    """One way on, in a sidebar or a tab bar.

    url: also tells which item is current: the one whose URL begins the request's path, the longest winning.
    count: a figure beside it, 0 shows none; count_says: what it counts, for a screen reader ("3 个必须解决").
    foot: stands at the sidebar's foot.
    """

    label: str
    icon: str
    url: str
    count: int = 0
    tone: Tone = "idle"
    count_says: str = ""
    foot: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """place/under: "滨河示范小学" / "海勃湾区". term/term_says: "2026年秋季学期" / "第9周". person/office: name / role."""

    nav: tuple[NavItem, ...] = ()
    place: str = ""
    under: str = ""
    term: str = ""
    term_says: str = ""
    person: str = ""
    office: str = ""
    person_url: str = ""
    here: str = ""  # the current item's URL, where the page's own address lies under none
    help_url: str = ""  # where somebody who finds a refusal wrong can say so


@dataclass(frozen=True, slots=True)
class DemoStop:
    """A moment of the demo's day. to: what is posted to go there; state: where the clock is."""

    label: str
    to: str
    state: Literal["past", "here", "ahead"] = "ahead"


@dataclass(frozen=True, slots=True)
class DemoBar:
    """The demo clock's strip. Its buttons post `to` (a stop's, "next", "next-day" or "start") to `url`.

    has_beginning: the demo can be put back to how it began.
    """

    now: datetime
    url: str
    stops: tuple[DemoStop, ...] = field(default=())
    next_label: str = ""
    has_beginning: bool = True
