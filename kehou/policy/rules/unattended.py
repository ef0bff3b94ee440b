"""No pupil without an adult, at any minute of the service."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from kehou.engines import presence
from kehou.engines.presence import Gap, Span
from kehou.ground.problem import Problem
from kehou.policy.facts.held import sessions_by_id, slot_text
from kehou.policy.facts.records import AdultStay, Session
from kehou.policy.facts.term import TermFacts
from kehou.policy.facts.whereabouts import adults_in_the_room, exposures
from kehou.policy.parameters import Params
from kehou.policy.rule import rule


@rule("unattended", judges="records", needs=("sessions", "adults", "presence"))
def unattended(facts: TermFacts, params: Params) -> Iterator[Problem]:
    """A pupil was in a room, at the gate or on the way between two rooms for a minute or more without an adult.

    One problem per session; a gap on the way belongs to the session the pupil came from.
    """
    sessions = sessions_by_id(facts)
    adults = adults_in_the_room(facts, sessions)
    watch = {session: [span for span, _ in stays] for session, stays in adults.items()}
    found: dict[str, list[Gap]] = {}
    at_least = timedelta(minutes=params.unattended_min)
    for gap in presence.gaps(exposures(facts, sessions), watch, at_least=at_least):
        found.setdefault(gap.room, []).append(gap)
    for session in facts.sessions or ():
        if session.session in found:
            gaps = found[session.session]
            rooms = dict.fromkeys(room for gap in gaps for room in gap.watched_by)
            yield _problem(session, gaps, [stay for room in rooms for stay in adults.get(room, ())])


def _problem(session: Session, gaps: list[Gap], adults: list[tuple[Span, AdultStay]]) -> Problem:
    spans = presence.union((gap.start, gap.end) for gap in gaps)
    start, end = spans[0]
    pupils = sorted({gap.person for gap in gaps})
    # The adults around the first gap: whoever left last before it, whoever came first after it.
    left = max(((out, row.adult) for (_, out), row in adults if out <= start), default=None)
    came = min(((come, row.adult) for (come, _), row in adults if come >= end), default=None)
    when = "、".join(f"{_clock(begin)} 到 {_clock(until)}" for begin, until in spans)
    return Problem(
        where=session.source,
        subject=slot_text(session),
        evidence={
            "session": session.session,
            "from": start.isoformat(" "),
            "to": end.isoformat(" "),
            "gaps": [[begin.isoformat(" "), until.isoformat(" ")] for begin, until in spans],
            "pupils": pupils,
            "last_adult": {"adult": left[1], "left": left[0].isoformat(" ")} if left else None,
            "next_adult": {"adult": came[1], "came": came[0].isoformat(" ")} if came else None,
            "rows": sorted({source for gap in gaps for source in gap.sources}),
        },
        says=f"{slot_text(session)} 的课从 {when} 有 {len(pupils)} 名学生身边没有大人"
        f"（{_around(left[0] if left else None, came[0] if came else None)}）。",
        satisfied_by="第一个学生到之前就有人在，最后一个学生离开后再走；换人时当面交接。",
        at=start,
    )


def _around(left: datetime | None, came: datetime | None) -> str:
    before = f"上一位 {_clock(left)} 离开" if left else "之前没有人签到"
    return f"{before}，下一位 {_clock(came)} 才到" if came else f"{before}，之后没有人来"


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
