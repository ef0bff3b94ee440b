"""The demo's day: where its clock starts, where it stops, and the strip that shows it."""

from datetime import date, datetime, time

from django.urls import reverse

from kehou.kernel import demo
from kehou.kernel.clock import LOCAL
from kehou.web.shared.frame import DemoBar, DemoStop

START = datetime(2026, 10, 28, 16, 5, tzinfo=LOCAL)
"""A Wednesday in the ninth week; whoever seeds a demo sets its clock here."""

STOPS: tuple[tuple[time, str], ...] = (
    (time(16, 10), "点名"),
    (time(17, 2), "作业完成"),
    (time(17, 12), "换到选修课"),
    (time(18, 10), "交接"),
    (time(22, 0), "结算"),
)
# What happens only on the day the demo starts on.
ON_START: dict[time, str] = {time(17, 12): "无人值守"}


def moments(day: date) -> list[tuple[datetime, str]]:
    """The day's stops, as "17:12 无人值守"."""
    names = {**dict(STOPS), **(ON_START if day == START.date() else {})}
    return [(datetime.combine(day, at, LOCAL), f"{at:%H:%M} {names[at]}") for at, _ in STOPS]


def bar(now: datetime) -> DemoBar:
    stops = moments(now.date())
    passed = [at for at, _ in stops if at <= now]
    here = passed[-1] if passed else None
    shown = tuple(
        DemoStop(label, f"{at:%H:%M}", "here" if at == here else "past" if at <= now else "ahead")
        for at, label in stops
    )
    ahead = [label for at, label in stops if at > now]
    return DemoBar(now, reverse("account:demo_clock"), shown, ahead[0] if ahead else "第二天", demo.has_beginning())


def walk(now: datetime, to: str, next_day: date) -> list[datetime] | None:
    """The moments the clock goes through, the last one its new place; None for a word that names no stop.

    to: "next", "next-day", or a stop of the day as "18:10". Going back jumps; going on passes every stop
    between, so that each stop's work is done in its time.
    """
    rest = [at for at, _ in moments(now.date()) if at > now]
    morning = datetime.combine(next_day, time(7, 30), LOCAL)
    if to == "next-day" or (to == "next" and not rest):
        return [*rest, morning]
    if to == "next":
        return rest[:1]
    wanted = {f"{at:%H:%M}": at for at, _ in moments(now.date())}.get(to)
    if wanted is None:
        return None
    return [at for at in rest if at <= wanted] or [wanted]
