"""A member of the parents' committee asks the school (八.3b)."""

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import tell
from kehou.kernel.secrets import opaque_id
from kehou.org.rows import scope
from kehou.people.permits import at_school
from kehou.people.queries import accounts_with_role
from kehou.plan.models import Meeting, Question

LONGEST = 500
MOST_WAITING = 10
"""Questions of one member that the school has not answered yet."""


@action(allow=[at_school("committee")])
def ask_school(act: Act, *, school_id: int, text: str, meeting_id: int | None = None) -> int:
    """Returns the question's id; the office is told. meeting_id: the vote it is about, None for anything else.

    Refusals, in order: question_empty, question_too_long, questions_waiting.
    """
    if meeting_id is not None and not Meeting.objects.filter(pk=meeting_id, school_id=school_id).exists():
        raise NotYours
    text = text.strip()
    if len(text) < 4:
        raise Refusal("question_empty", "写一写想问学校什么", fields={"text": "写一写想问学校什么"})
    if len(text) > LONGEST:
        says = f"最多 {LONGEST} 字，现在 {len(text)} 字"
        raise Refusal("question_too_long", says, fields={"text": says})
    waiting = Question.objects.filter(school_id=school_id, asked_by_id=act.account_id, answered_at=None).count()
    if waiting >= MOST_WAITING:
        raise Refusal(
            "questions_waiting",
            f"您还有 {waiting} 个问题等学校回答，回答以后再问",
            clause="八.3b",
            satisfied_by="学校先回答；着急的事可以投诉，学校要按期答复",
        )
    question = Question.objects.create(
        **scope(school_id), meeting_id=meeting_id, text=text, asked_by_id=act.account_id, asked_at=act.at
    )
    tell(
        act,
        accounts_with_role(school_id, ["coordinator", "principal"], act.at),
        kind="committee_asked",
        title="家委会向学校提了一个问题",
        body="委员都能看到问题和回答。",
        link=f"/school/{opaque_id('school', school_id)}/questions/",
        school_id=school_id,
        once=f"committee-asked:{question.pk}",
    )
    return question.pk
