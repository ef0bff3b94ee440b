"""Somebody walks through the sessions and writes down what is going on (巡课)."""

from kehou.day.locking import lock_session
from kehou.day.permits import leads
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.policy.facts.codes import CONTENT_NAMES


@action(allow=[leads])
def note_patrol(act: Act, *, session_id: int, content: list[str], written_homework: bool) -> None:
    """What the patrol saw, also where it must not be: seen is seen, and the nightly rules judge it.

    Refusals, in order: session_cancelled.
    """
    session = lock_session(session_id, closed_too=True)
    seen = set(content) | set(session.content)
    session.content = [kind for kind in CONTENT_NAMES if kind in seen]
    session.written_homework = session.written_homework or written_homework
    session.save(update_fields=["content", "written_homework"])
