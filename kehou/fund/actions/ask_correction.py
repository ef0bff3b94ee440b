"""The aid officer asks the office to correct a bill: that less is to be paid, not why (八.3c)."""

from kehou.fund.billing import period_text
from kehou.fund.models import Bill
from kehou.fund.permits import MAKER, at_bill
from kehou.kernel.act import Act
from kehou.kernel.action import action
from kehou.kernel.outbox import tell
from kehou.kernel.secrets import opaque_id
from kehou.people import queries as people


@action(allow=[at_bill("aid_officer")])
def ask_correction(act: Act, *, bill_id: int) -> int:
    """Tells whoever makes bills, once a day for a bill; answers how many were told. No category, no child's name."""
    bill = Bill.objects.get(pk=bill_id)
    makers = people.accounts_with_role(bill.school_id, [MAKER], act.at)
    tell(
        act, makers, kind="bill", title=f"有一张{period_text(bill.period)}的账单要更正",
        body="减免和现在的资助对不上，打开账单按现在的记录更正", link=f"/school/bills/{opaque_id('bill', bill.pk)}/",
        school_id=bill.school_id, once=f"correction-asked:{bill.pk}:{act.today}",
    )  # fmt: skip
    return len(makers)
