"""What an answer says about the law it rests on: of which day, and where two documents do not agree."""

from collections.abc import Iterable, Iterator
from datetime import date

from kehou.policy.check import Report
from kehou.policy.pack import Clause, Law, Pack, Yielding, known_packs, load_pack


def day_words(day: date) -> str:
    """ "2023年12月27日" """
    return f"{day.year}年{day.month}月{day.day}日"


def law_lines(report: Report, law: Law) -> Iterator[str]:
    """Sentences for a person, none where the law is plainly the term's own and speaks with one voice.

    Told are the day, where the law of another than the term's own was asked for, and every conflict that touches a finding.
    """
    day = report.day
    if day is None:
        return
    if report.asked_on and report.own_day:
        yield f"用的是 {day_words(day)}的条文和标准，不是这个学期自己的（{day_words(report.own_day)}）。"
        for pack in law.packs:
            if pack.kind == "overlay" and pack.valid_from > day:
                yield f"{pack.short}那时还没有施行，没有用。"
    found = {finding.clause for finding in report.findings}
    for clause, one in law.conflicts(day):
        if found & {clause.id, one.clause}:
            yield conflict_words(clause, one)


def conflict_words(clause: Clause, one: Yielding) -> str:
    """Which of two documents holds in what, since when, and why."""
    mine = f"{short_of(clause.pack)} {clause.printed}"
    other = f"{short_of(one.pack)} {one.clause}"
    return f"{mine} 和 {other} 在“{one.about}”上不一致，{day_words(one.valid_from)}起按后者。{one.because}"


def conflicts_of(clause: Clause, packs: Iterable[Pack]) -> list[str]:
    """Every conflict of a clause, whether it gives way or another gives way to it, whatever the day."""
    pairs = [(other, one) for pack in packs for other in pack.clauses for one in other.yields_to]
    return [
        conflict_words(other, one)
        for other, one in pairs
        if other == clause or (one.pack, one.clause) == (clause.pack, clause.id)
    ]


def short_of(pack: str) -> str:
    """What people call a document; one that is not at hand by its id."""
    return load_pack(pack).short if pack in known_packs() else pack
