"""Where the choice rounds of many schools stand. Asked by the district's overview and the school's term."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from kehou.enrol.models import Round
from kehou.kernel.clock import LOCAL


@dataclass(frozen=True, slots=True)
class RoundStanding:
    """The latest round of a term; drawn_at None: not yet. Times are local."""

    school_id: int
    opens_at: datetime
    closes_at: datetime
    drawn_at: datetime | None


def latest_rounds(school_ids: Collection[int], term_ids: Collection[int]) -> dict[int, RoundStanding]:
    """School → its latest round. SQL: 1."""
    rows = Round.objects.filter(school_id__in=school_ids, term_id__in=term_ids).order_by("opens_at", "pk")
    return {
        school: RoundStanding(
            school, opens.astimezone(LOCAL), closes.astimezone(LOCAL), drawn and drawn.astimezone(LOCAL)
        )
        for school, opens, closes, drawn in rows.values_list("school_id", "opens_at", "closes_at", "drawn_at")
    }
