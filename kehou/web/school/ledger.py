"""What is in the fund, from where, and what was it spent on? (二.2, 八.4c)"""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kehou.fund.accounts import KINDS, SOURCES
from kehou.fund.actions.close_books import close_books
from kehou.fund.actions.record_movement import record_movement
from kehou.fund.actions.reverse_voucher import FINAL, reverse_voucher
from kehou.fund.permits import at_voucher
from kehou.fund.queries.books import ledger_page, voucher_page
from kehou.ground.refusal import Refusal
from kehou.people import queries as people
from kehou.people.permits import at_school, over_school
from kehou.web.school.money import CHECKER, MAKER, OFFICE, AmountField, hats, money_terms
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields

MOVEMENTS = ("subsidy", "on_behalf", "external_pay", "running", "carried")


class MovementForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("这笔钱是什么"),
        choices=[(kind, KINDS[kind]) for kind in MOVEMENTS],
        error_messages={"required": _("请选这笔钱是什么")},
    )
    source = forms.ChoiceField(
        label=_("结转的是哪个来源"),
        required=False,
        choices=[("", _("不是结转")), *SOURCES.items()],
        help_text=_("只有记上期结转时才选"),
    )
    amount = AmountField(label=_("金额"))
    memo = forms.CharField(
        label=_("凭据和用途"), max_length=100, error_messages={"required": _("请写凭据和用途，例如 拨款通知、发票号")}
    )


class CloseForm(forms.Form):
    through = forms.DateField(
        label=_("结到哪天"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=dict.fromkeys(("required", "invalid"), _("请选一天")),
    )


class ReverseForm(forms.Form):
    reason = forms.CharField(label=_("为什么冲销"), max_length=100, error_messages={"required": _("请写为什么冲销")})


@screen(allow=[at_school(*OFFICE), over_school()])
def ledger(request: ActRequest, school_id: int) -> HttpResponse:
    return _page(request, school_id)


def _page(
    request: ActRequest,
    school_id: int,
    *,
    movement: MovementForm | None = None,
    closing: CloseForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    term, terms = money_terms(request, school_id)
    if term is None:
        return render(request, "school/money_no_term.html", {"school_id": school_id})
    number, kind = request.GET.get("page", "1"), request.GET.get("kind", "")
    page = int(number) if number.isdecimal() else 1
    found = ledger_page(request.act, school_id=school_id, term_id=term.id, kind=kind, page=page)
    roles = hats(request, school_id)
    context: dict[str, object] = {
        "school_id": school_id,
        "found": found,
        "term": term,
        "terms": terms,
        "is_running": term == terms[0],
        "kind": kind if kind in KINDS else "",
        "kinds": KINDS.items(),
        "is_maker": MAKER in roles,
        "is_checker": CHECKER in roles,
        "is_office": bool(roles & set(OFFICE)),
        "movement": movement or MovementForm(),
        "closing": closing or CloseForm(),
        "form": movement or closing,
    }
    return form_page(request, "school/ledger.html", context, refusal=refusal)


def _back(school_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("school:ledger", args=[school_id]), status=303)


@require_POST
@screen(allow=[at_school(MAKER)])
def ledger_record(request: ActRequest, school_id: int) -> HttpResponse:
    form, (term, _terms) = MovementForm(request.POST), money_terms(request, school_id)
    if term is None or not form.is_valid():
        return _page(request, school_id, movement=form)
    try:
        record_movement(request.act, school_id=school_id, term_id=term.id, **form.cleaned_data)
    except Refusal as refusal:
        show_beside_fields(form, refusal)
        return _page(request, school_id, movement=form, refusal=refusal)
    messages.success(request, _t("已记账"))
    return _back(school_id)


@require_POST
@screen(allow=[at_school(CHECKER)])
def ledger_close(request: ActRequest, school_id: int) -> HttpResponse:
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, school_id, closing=form)
    try:
        close_books(request.act, school_id=school_id, through=form.cleaned_data["through"])
    except Refusal as refusal:
        show_beside_fields(form, refusal)
        return _page(request, school_id, closing=form, refusal=refusal)
    messages.success(request, _t("已结账，这天和以前的账不能再记"))
    return _back(school_id)


@screen(allow=[at_voucher(*OFFICE)])
def voucher(request: ActRequest, voucher_id: int) -> HttpResponse:
    return _voucher(request, voucher_id)


def _voucher(
    request: ActRequest, voucher_id: int, form: ReverseForm | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    found, trace = voucher_page(request.act, voucher_id=voucher_id)
    names = people.account_names([found.posted_by]) if found.posted_by else {}
    reversible = found.kind not in FINAL and found.undone_by is None
    context: dict[str, object] = {
        "school_id": found.school_id,
        "found": found,
        "trace": trace,
        "lessons": trace.lessons[:60],
        "more": max(0, len(trace.lessons) - 60),
        "by": names.get(found.posted_by or 0, _t("系统")),
        "may_reverse": reversible and CHECKER in hats(request, found.school_id),
        "form": form or ReverseForm(),
        "here": reverse("school:ledger", args=[found.school_id]),
    }
    return form_page(request, "school/voucher.html", context, refusal=refusal)


@require_POST
@screen(allow=[at_voucher(CHECKER)])
def voucher_reverse(request: ActRequest, voucher_id: int) -> HttpResponse:
    form = ReverseForm(request.POST)
    if not form.is_valid():
        return _voucher(request, voucher_id, form)
    try:
        mirror = reverse_voucher(request.act, voucher_id=voucher_id, reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        show_beside_fields(form, refusal)
        return _voucher(request, voucher_id, form, refusal)
    messages.success(request, _t("已冲销"))
    return HttpResponseRedirect(reverse("school:voucher", args=[mirror]), status=303)


urlpatterns = [
    path("<school:school_id>/ledger/", ledger, name="ledger"),
    path("<school:school_id>/ledger/record/", ledger_record, name="ledger_record"),
    path("<school:school_id>/ledger/close/", ledger_close, name="ledger_close"),
    path("ledger/<voucher:voucher_id>/", voucher, name="voucher"),
    path("ledger/<voucher:voucher_id>/reverse/", voucher_reverse, name="voucher_reverse"),
]
