"""The school answers the parents' committee (八.3b)."""

from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.lock import lock_row
from kehou.kernel.outbox import tell
from kehou.people.permits import at_school_of
from kehou.people.queries import accounts_with_role
from kehou.plan.models import Question

LONGEST = 1000


@action(allow=[at_school_of("plan.Question", "question_id", "coordinator", "principal")])
def answer_question(act: Act, *, question_id: int, answer: str) -> None:
    """The whole committee is told. Refusals, in order: question_answered, reply_missing, reply_too_long."""
    row = lock_row(Question, question_id)
    if row.answered_at is not None:
        raise Refusal("question_answered", "这个问题已经回答过，委员都看到了", satisfied_by="有补充的，开会时说")
    answer = answer.strip()
    if len(answer) < 2:
        raise Refusal("reply_missing", "写一写学校的回答", fields={"answer": "写一写学校的回答"})
    if len(answer) > LONGEST:
        says = f"最多 {LONGEST} 字，现在 {len(answer)} 字"
        raise Refusal("reply_too_long", says, fields={"answer": says})
    row.answer, row.answered_by_id, row.answered_at = answer, act.account_id, act.at
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    tell(
        act,
        accounts_with_role(row.school_id, ["committee"], act.at),
        kind="committee_answered",
        title="学校回答了家委会的问题",
        body="点开看问题和回答。",
        link="/committee/questions/",
        school_id=row.school_id,
        once=f"committee-answered:{row.pk}",
    )
