"""What the pages of money share: which term, amounts as people type them, and who may do what."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kehou.fund.permits import CHECKER, MAKER, OFFICE
from kehou.org import queries as org
from kehou.org.rows import scope
from kehou.people import queries as people
from kehou.web.screen import ActRequest

__all__ = ["CHECKER", "MAKER", "OFFICE", "AmountField", "hats", "money_terms"]


class AmountField(forms.DecimalField):
    """Yuan as typed ("28", "28.5") → fen."""

    def __init__(self, **more: Any) -> None:
        wrong = _("请填金额，例如 28.00")
        super().__init__(
            max_digits=10,
            decimal_places=2,
            min_value=Decimal("0.01"),
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            error_messages=dict.fromkeys(
                ("required", "invalid", "min_value", "max_digits", "max_decimal_places", "max_whole_digits"), wrong
            ),
            **more,
        )

    def clean(self, value: Any) -> int | None:
        amount = super().clean(value)
        return None if amount is None else int(amount.scaleb(2))


def money_terms(request: ActRequest, school_id: int) -> tuple[org.TermInfo | None, list[org.TermInfo]]:
    """The term that ?term= names, else the latest that has begun: money is in arrears. And all that have begun. SQL: 1."""
    begun = [t for t in org.terms_of(scope(school_id)["district_id"]) if t.first_day <= request.act.today]
    named = request.GET.get("term") or request.POST.get("term")
    return next((t for t in begun if t.key == named), begun[0] if begun else None), begun


def hats(request: ActRequest, school_id: int) -> set[str]:
    """The roles the person has at the school now. SQL: 1."""
    return {r.role for r in people.roles_of(request.act.account_id, request.act.at) if r.school_id == school_id}
