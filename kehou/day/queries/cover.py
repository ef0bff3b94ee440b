"""Who is with a session, and who could take it over now? (附.11)"""

from dataclasses import dataclass

from kehou.day.models import Session
from kehou.day.permits import keeps
from kehou.day.queries.board import Post, free_adults, posts_of
from kehou.day.queries.teaching import JOINED, Heads, Lesson, lesson_of
from kehou.ground.refusal import NotYours
from kehou.kernel.act import Act
from kehou.kernel.query import query
from kehou.people import queries as people
from kehou.people.queries import StaffInfo

SHOWN = 40


@dataclass(frozen=True, slots=True)
class Cover:
    """there: adults signed in now; coming: planned or sent and not there yet. free: who may go, at most 40; more: those not shown."""

    lesson: Lesson
    there: list[Post]
    coming: list[Post]
    free: list[StaffInfo]
    more: int


@query(allow=[keeps])
def cover(act: Act, *, session_id: int, name: str = "") -> Cover:
    """Free adults whose name contains `name`, those with the fewest lessons today first. SQL: 5."""
    session = Session.objects.select_related(*JOINED).filter(pk=session_id).first()
    if session is None:
        raise NotYours
    rows = list(Session.objects.filter(school_id=session.school_id, date=session.date).exclude(state="cancelled"))
    posts, busy = posts_of(rows)
    mine = [post for post in posts[session.pk] if post.out_at is None]
    listed = {post.staff_id for post in mine}
    adults = people.staff(session.school_id, act.at)
    free = [
        adult
        for adult in free_adults(act, session.school_id, rows, adults, busy)
        if adult.id not in listed and name in adult.name
    ]
    return Cover(
        lesson_of(session, Heads()),
        [post for post in mine if post.in_at is not None],
        [post for post in mine if post.in_at is None],
        free[:SHOWN],
        max(0, len(free) - SHOWN),
    )
