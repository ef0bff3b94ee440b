"""What runs this term, when, where and under whom; asked by the later rooms."""

from kehou.menu.queries.roster import (
    Gap,
    Possible,
    RosterInfo,
    free_staff_on,
    gaps_of,
    meets_on,
    possible_adults,
    roster_on,
    section_ids_on,
    unstaffed,
)
from kehou.menu.queries.sections import (
    AdultInfo,
    MeetInfo,
    RoomInfo,
    SectionInfo,
    WindowInfo,
    not_compiled,
    rooms,
    section,
    sections,
    windows,
)

__all__ = [
    "AdultInfo",
    "Gap",
    "MeetInfo",
    "Possible",
    "RoomInfo",
    "RosterInfo",
    "SectionInfo",
    "WindowInfo",
    "free_staff_on",
    "gaps_of",
    "meets_on",
    "not_compiled",
    "possible_adults",
    "rooms",
    "roster_on",
    "section",
    "section_ids_on",
    "sections",
    "unstaffed",
    "windows",
]
