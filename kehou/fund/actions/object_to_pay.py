"""A teacher says that a line of pay is wrong (八.4b)."""

from kehou.fund.models import PayLine, PayObjection
from kehou.fund.permits import MAKER, own_line
from kehou.ground.refusal import Refusal
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import tell
from kehou.org.rows import scope
from kehou.people import queries as people


@action(allow=[own_line])
def object_to_pay(act: Act, *, line_id: int, text: str) -> int:
    """Stored with the line and told to whoever prepares pay. Refusal: nothing_said."""
    line = PayLine.objects.get(pk=line_id)
    if not text.strip():
        raise Refusal("nothing_said", "请写哪里不对", fields={"text": "请写哪里不对，例如 9月3日少算一次"})
    row = PayObjection.objects.create(
        **scope(line.school_id), line=line, text=text.strip()[:200], at=act.at, by_id=act.account_id
    )
    tell(
        act, people.accounts_with_role(line.school_id, [MAKER], act.at), kind="pay_objection",
        title="有老师对补助有异议", body="打开补助发放，看是哪一行、说了什么", school_id=line.school_id,
    )  # fmt: skip
    return row.pk
