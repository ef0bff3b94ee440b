"""Relations to money: whose bill it is, whose pay."""

from collections.abc import Mapping
from typing import Any

from kehou.fund.models import Bill, PayLine
from kehou.kernel.act import Act
from kehou.kernel.permit import Permit
from kehou.people.permits import at_school_of, guardian_of, live

MAKER, CHECKER = "finance_maker", "finance_checker"
OFFICE = (MAKER, CHECKER, "coordinator", "principal")
"""Who sees the school's money. The aid officer and homeroom teachers do not need to."""


def _guardian_of_bill(act: Act, parameters: Mapping[str, Any]) -> bool:
    child = Bill.objects.filter(pk=parameters["bill_id"]).values_list("pupil_id", flat=True).first()
    return child is not None and guardian_of().holds(act, {"child_id": child})


guardian_of_bill = Permit("guardian of the child of bill_id", _guardian_of_bill)


def _own_line(act: Act, parameters: Mapping[str, Any]) -> bool:
    return (
        act.actor.account_id is not None
        and PayLine.objects.filter(
            live(act.at, "staff__"), pk=parameters["line_id"], staff__account_id=act.actor.account_id
        ).exists()
    )


own_line = Permit("the adult whom line_id pays", _own_line)


def bill_office(*roles: str) -> Permit:
    return at_school_of("fund.Bill", "bill_id", *(roles or OFFICE))
