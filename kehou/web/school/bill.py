"""One child's bill: how it came about, what was paid, what goes back."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kehou.fund.actions.approve_refund import approve_refund
from kehou.fund.actions.correct_bill import correct_bill
from kehou.fund.actions.decline_refund import decline_refund
from kehou.fund.actions.prepare_refund import prepare_refund
from kehou.fund.actions.record_payment import record_payment
from kehou.fund.billing import period_text
from kehou.fund.permits import at_bill, at_refund
from kehou.fund.queries.bill import bill_roll, office_bill, waiver_reason
from kehou.ground.fen import yuan_from_fen
from kehou.ground.refusal import Refusal
from kehou.ground.school_day import date_text
from kehou.people.queries import masked_name
from kehou.web.family.bill import formula, weeks
from kehou.web.school.bills import TONES, state_word
from kehou.web.school.money import CHECKER, MAKER, OFFICE, AmountField, hats
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields
from kehou.web.shared.wording import money_text

SEES_NAMES = {"coordinator", "principal"}


class PaymentForm(forms.Form):
    amount = AmountField(label=_("收了多少"))
    ref = forms.CharField(
        label=_("收据号"),
        max_length=60,
        help_text=_("同一个收据号只记一次"),
        error_messages={"required": _("请填收据号")},
    )


class CorrectionForm(forms.Form):
    why = forms.CharField(
        label=_("为什么更正"),
        max_length=100,
        help_text=_("家长会看到。金额按现在的点名和减免自动算"),
        error_messages={"required": _("请写为什么更正，例如 10月12日点名记错")},
    )


class RefundForm(forms.Form):
    amount = AmountField(label=_("退多少"), required=False, help_text=_("不填就退更正以后多付的"))
    reason = forms.CharField(label=_("为什么退"), max_length=100, required=False, help_text=_("自己填金额时要写"))


@screen(allow=[at_bill(*OFFICE, "aid_officer")])
def bill(request: ActRequest, bill_id: int) -> HttpResponse:
    return _page(request, bill_id)


def _page(
    request: ActRequest,
    bill_id: int,
    *,
    payment: PaymentForm | None = None,
    refund: RefundForm | None = None,
    correction: CorrectionForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    found = office_bill(request.act, bill_id=bill_id)
    roles = hats(request, found.bill.school_id)
    names, rows = weeks(found.marks)
    state = found.bill.state(request.act.today)
    left = {"amount": yuan_from_fen(found.bill.left)}
    context: dict[str, object] = {
        "school_id": found.bill.school_id,
        "found": found,
        "bill": found.bill,
        "name": found.child.name if SEES_NAMES & roles else masked_name(found.child.name),
        "period": period_text(found.bill.period),
        "due": date_text(found.bill.due_on),
        "tone": TONES[state],
        "word": state_word(state),
        "formula": formula(found.bill),
        "weekdays": names,
        "weeks": rows,
        "is_maker": MAKER in roles,
        "is_checker": CHECKER in roles,
        "is_aid_officer": "aid_officer" in roles,
        "payment": payment or PaymentForm(initial=left),
        "refund": refund or RefundForm(),
        "correction": correction or CorrectionForm(),
        "changed": sum(mark.charged and mark.mark != "served" for mark in found.marks),
        "may_refund": found.bill.paid > found.bill.refunded + found.bill.returned,
        "notes": found.notes,
        "carried": [(period_text(period), fen) for period, fen in found.carried],
        "form": payment or refund or correction,
        "here": reverse("school:bills", args=[found.bill.school_id]),
    }
    return form_page(request, "school/bill.html", context, refusal=refusal)


def _back(bill_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("school:bill", args=[bill_id]), status=303)


@require_POST
@screen(allow=[at_bill(MAKER)])
def bill_pay(request: ActRequest, bill_id: int) -> HttpResponse:
    form = PaymentForm(request.POST)
    if not form.is_valid():
        return _page(request, bill_id, payment=form)
    try:
        record_payment(request.act, bill_id=bill_id, **form.cleaned_data)
    except Refusal as refusal:
        show_beside_fields(form, refusal)
        return _page(request, bill_id, payment=form, refusal=refusal)
    messages.success(request, _t("已记下 %(amount)s") % {"amount": money_text(form.cleaned_data["amount"])})
    return _back(bill_id)


@require_POST
@screen(allow=[at_bill(MAKER)])
def bill_correct(request: ActRequest, bill_id: int) -> HttpResponse:
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _page(request, bill_id, correction=form)
    try:
        correct_bill(request.act, bill_id=bill_id, reason=form.cleaned_data["why"])
    except Refusal as refusal:
        show_beside_fields(form, refusal)
        return _page(request, bill_id, correction=form, refusal=refusal)
    messages.success(request, _t("已更正，家长会看到原来是多少、现在是多少"))
    return _back(bill_id)


@require_POST
@screen(allow=[at_bill(MAKER)])
def bill_refund(request: ActRequest, bill_id: int) -> HttpResponse:
    form = RefundForm(request.POST)
    if not form.is_valid():
        return _page(request, bill_id, refund=form)
    try:
        prepare_refund(request.act, bill_id=bill_id, **form.cleaned_data)
    except Refusal as refusal:
        show_beside_fields(form, refusal)
        return _page(request, bill_id, refund=form, refusal=refusal)
    messages.success(request, _t("退费已经报给复核人"))
    return _back(bill_id)


@require_POST
@screen(allow=[at_refund(CHECKER)])
def refund_decide(request: ActRequest, bill_id: int, refund_id: int) -> HttpResponse:
    """The second person's yes or no."""
    try:
        if request.POST.get("answer") == "yes":
            approve_refund(request.act, refund_id=refund_id)
            messages.success(request, _t("已经退费，家长会收到通知"))
        else:
            decline_refund(request.act, refund_id=refund_id)
            messages.success(request, _t("这笔不退"))
    except Refusal as refusal:
        return _page(request, bill_id, refusal=refusal)
    return _back(bill_id)


@screen(allow=[at_bill(*OFFICE, "aid_officer")])
def bill_marks(request: ActRequest, bill_id: int) -> HttpResponse:
    """The roll behind the bill's days: a fragment."""
    return render(
        request,
        "family/bill_roll.html",
        {"roll": bill_roll(request.act, bill_id=bill_id), "back": reverse("school:bill", args=[bill_id])},
    )


@screen(allow=[at_bill("aid_officer")])
def bill_aid(request: ActRequest, bill_id: int) -> HttpResponse:
    reason = waiver_reason(request.act, bill_id=bill_id)
    return render(
        request,
        "family/bill_waiver.html",
        {"reason": reason, "back": reverse("school:bill", args=[bill_id])},
    )


urlpatterns = [
    path("bills/<bill:bill_id>/", bill, name="bill"),
    path("bills/<bill:bill_id>/pay/", bill_pay, name="bill_pay"),
    path("bills/<bill:bill_id>/refund/", bill_refund, name="bill_refund"),
    path("bills/<bill:bill_id>/correct/", bill_correct, name="bill_correct"),
    path("bills/<bill:bill_id>/roll/", bill_marks, name="bill_roll"),
    path("bills/<bill:bill_id>/aid/", bill_aid, name="bill_aid"),
    path("bills/<bill:bill_id>/refunds/<refund:refund_id>/", refund_decide, name="refund_decide"),
]
