"""What a session was about."""

from kehou.day.locking import lock_session
from kehou.day.permits import leads, on_duty
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.policy.facts.codes import CONTENT_NAMES


@action(allow=[on_duty(), leads])
def log_session(act: Act, *, session_id: int, content: list[str], written_homework: bool = False) -> None:
    """Log the kinds of content, and whether written homework was set.

    Kinds that the policy forbids can be logged: a log is what happened, the rules judge it.
    Refusals, in order: session_cancelled, day_closed, content_missing, written_homework_low (七.1a).
    """
    session = lock_session(session_id)
    kinds = [kind for kind in CONTENT_NAMES if kind in set(content)]
    if not kinds:
        raise Refusal("content_missing", "选一选这次课做了什么", fields={"content": "至少选一项"})
    if written_homework and min(session.section.grades, default=12) <= 2:
        raise Refusal(
            "written_homework_low",
            "一、二年级不布置书面作业，不能这样登记。布置了的，请现在取消",
            clause="七.1a",
            satisfied_by="改为阅读、团队活动、综合实践或手工操作",
        )
    session.content, session.written_homework = kinds, written_homework
    session.save(update_fields=["content", "written_homework"])
