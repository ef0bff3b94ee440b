"""Relations to money: whose bill it is, whose pay, whose office. Each is asked in one statement."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db.models import Model

from kehou.fund.models import Appraisal, Bill, PayLine, PayRun, Refund, Repayment, Voucher
from kehou.kernel.act import Act
from kehou.kernel.permit import Permit
from kehou.people.permits import live

MAKER, CHECKER = "finance_maker", "finance_checker"
OFFICE = (MAKER, CHECKER, "coordinator", "principal")
"""Who sees the school's money."""


def _guardian_of_bill(act: Act, parameters: Mapping[str, Any]) -> bool:
    if act.actor.account_id is None:
        return False
    tie = live(act.at, "pupil__guardianship__")
    return Bill.objects.filter(
        tie,
        pk=parameters["bill_id"],
        pupil__guardianship__account_id=act.actor.account_id,
        pupil__left_on=None,
    ).exists()


guardian_of_bill = Permit("guardian of the child of bill_id", _guardian_of_bill)


def _own_line(act: Act, parameters: Mapping[str, Any]) -> bool:
    if act.actor.account_id is None:
        return False
    return PayLine.objects.filter(
        live(act.at, "staff__"), pk=parameters["line_id"], staff__account_id=act.actor.account_id
    ).exists()


own_line = Permit("the adult whom line_id pays", _own_line)


@cache
def _at_school_of(model: type[Model], parameter: str, roles: tuple[str, ...]) -> Permit:
    def holds(act: Act, parameters: Mapping[str, Any]) -> bool:
        if act.actor.account_id is None:
            return False
        return model._default_manager.filter(
            live(act.at, "school__role__"),
            pk=parameters[parameter],
            school__role__account_id=act.actor.account_id,
            school__role__role__in=roles,
        ).exists()

    return Permit(f"{' or '.join(roles)} at the school of {parameter}", holds)


def at_bill(*roles: str) -> Permit:
    return _at_school_of(Bill, "bill_id", roles)


def at_refund(*roles: str) -> Permit:
    return _at_school_of(Refund, "refund_id", roles)


def at_voucher(*roles: str) -> Permit:
    return _at_school_of(Voucher, "voucher_id", roles)


def at_repayment(*roles: str) -> Permit:
    return _at_school_of(Repayment, "repayment_id", roles)


def at_run(*roles: str) -> Permit:
    return _at_school_of(PayRun, "run_id", roles)


def at_line(*roles: str) -> Permit:
    return _at_school_of(PayLine, "line_id", roles)


def at_appraisal(*roles: str) -> Permit:
    return _at_school_of(Appraisal, "appraisal_id", roles)
