"""One adult in two sessions at the same time."""

from collections.abc import Iterator
from datetime import timedelta
from math import ceil

from kehou.engines.presence import Span, overlap
from kehou.ground.problem import Problem
from kehou.policy.facts.held import sessions_by_id, slot_text
from kehou.policy.facts.records import AdultStay, Session
from kehou.policy.facts.term import TermFacts
from kehou.policy.facts.whereabouts import adult_span
from kehou.policy.parameters import Params
from kehou.policy.rule import rule

Stay = tuple[Span, AdultStay, Session]


@rule("adult-in-two-places", judges="records", needs=("sessions", "adults"))
def adult_in_two_places(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """Two stays of one adult, not on a screen, in different held sessions overlap by more than the tolerance.

    One problem per adult. A sign only: two sections may share a room.
    """
    sessions = sessions_by_id(facts)
    stays: dict[str, list[Stay]] = {}
    for row in facts.adults or ():
        session = sessions.get(row.session)
        if session is not None and session.held and not row.remote:
            span = adult_span(row, session)
            if span is not None:
                stays.setdefault(row.adult, []).append((span, row, session))
    for adult, of_one in stays.items():
        pairs = list(_overlapping(of_one, timedelta(minutes=params.two_places)))
        if pairs:
            (one_span, _, first), (other_span, _, second) = pairs[0]
            minutes = ceil(overlap(one_span, other_span) / timedelta(minutes=1))
            more = f"，这样的情况共 {len(pairs)} 次" if len(pairs) > 1 else ""
            yield Problem(
                where="adults.csv",
                subject=slot_text(first),
                evidence={
                    "adult": adult,
                    "rows": [[a[1].source, b[1].source] for a, b in pairs],
                    "minutes": minutes,
                },
                says=f"同一个人同时记在两节课上（{slot_text(first)}、{slot_text(second)}），"
                f"重叠 {minutes} 分钟{more}。",
                satisfied_by="核对签到；两个班合在一间教室上课的，写清楚；否则给每个班安排自己的人。",
                at=max(one_span[0], other_span[0]),
            )


def _overlapping(stays: list[Stay], tolerance: timedelta) -> Iterator[tuple[Stay, Stay]]:
    ordered = sorted(stays, key=lambda stay: stay[0])
    for index, one in enumerate(ordered):
        for other in ordered[index + 1 :]:
            if other[0][0] >= one[0][1]:
                break
            if one[2].session != other[2].session and overlap(one[0], other[0]) > tolerance:
                yield one, other
