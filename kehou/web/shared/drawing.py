"""Lengths for the small drawings. They become SVG attributes, because the content policy forbids inline style."""

from collections.abc import Sequence
from dataclasses import dataclass

from kehou.web.shared.parts import Bar, Segment


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch in percent of the width."""

    x: float
    width: float
    tone: str = ""
    label: str = ""

    @property
    def end(self) -> float:
        return round(self.x + self.width, 2)

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)


def percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


def ribbon(segments: Sequence[Segment], now: int | None) -> tuple[list[Piece], float | None]:
    """The stretches of an afternoon and where the present pin stands (None: before, after, or not today).

    Units: minutes after midnight in, percent out.
    """
    if not segments:
        return [], None
    first, last = segments[0].starts, segments[-1].ends
    pieces: list[Piece] = []
    for seg in segments:
        tone = "" if now is None or now < seg.starts else "past" if now >= seg.ends else "cur"
        pieces.append(
            Piece(
                percent(seg.starts - first, last - first), percent(seg.ends - seg.starts, last - first), tone, seg.label
            )
        )
    inside = now is not None and first <= now < last
    return pieces, percent(now - first, last - first) if inside and now is not None else None


def bars(items: Sequence[Bar]) -> list[Piece]:
    """One bar per item; the longest takes 78 % so that the figure after it has room."""
    most = max((item.value for item in items), default=0) or 1
    return [Piece(0, round(78 * item.value / most, 2)) for item in items]


def draw_line(total: int, last_in: int, mine: int) -> tuple[float, float]:
    """Where the last admitted number and one's own stand between 1 and total, in percent."""
    at = percent(mine - 0.5, total)
    return percent(last_in, total), min(max(at, 3.0), 97.0)


def day_chart(
    rows: Sequence[tuple[str, Sequence[Segment]]], first: int, last: int, off_work: int
) -> list[dict[str, object]]:
    """Rows of (who, blocks) on one axis: blocks, and the gap between the last block and the end of office hours.

    Units: minutes after midnight in, percent out.
    """
    drawn: list[dict[str, object]] = []
    for who, blocks in rows:
        end = max((b.ends for b in blocks), default=off_work)
        gap = (
            Piece(percent(end - first, last - first), percent(off_work - end, last - first)) if end < off_work else None
        )
        pieces = [
            Piece(percent(b.starts - first, last - first), percent(b.ends - b.starts, last - first), "", b.label)
            for b in blocks
        ]
        drawn.append({"who": who, "pieces": pieces, "gap": gap})
    return drawn


def hours(first: int, last: int, *, step: int = 30) -> list[tuple[int, float]]:
    """Marks of an axis: (minute, percent) on every whole `step` between first and last."""
    start = -(-first // step) * step
    return [(m, percent(m - first, last - first)) for m in range(start, last + 1, step)]
