"""A complaint that proved right is a finding under the clause it was about."""

from collections.abc import Iterator

from kehou.ground.problem import Problem
from kehou.ground.school_day import date_text
from kehou.policy.facts.term import TermFacts
from kehou.policy.parameters import Params
from kehou.policy.rule import rule

ABOUT_NOTHING = "三.1"
"""Where a complaint names no clause: urgent worries of families, satisfaction."""


@rule("complaint-upheld", judges="records", needs=("complaints",))
def complaint_upheld(facts: TermFacts, _: Params) -> Iterator[Problem]:
    """A complaint or tip with `upheld` 1; open or not upheld is silent. `variant` is the clause it is about."""
    for row in facts.complaints or ():
        if row.upheld:
            about = row.about or ABOUT_NOTHING
            yield Problem(
                where=row.source,
                subject=about,
                evidence={"complaint": row.id, "at": row.at.isoformat(" "), "about": row.about, "adult": row.adult},
                says=f"{date_text(row.at.date())}的一件投诉查实，涉及 {about}。",
                satisfied_by="按查实的情况整改，结果告知投诉人并报区县。",
                variant=about,
                at=row.at,
            )
