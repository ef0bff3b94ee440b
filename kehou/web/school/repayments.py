"""Who was paid too much, who gave it back, and what of it waits for the second person? (八.4b, 八.4c)"""

from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kehou.fund.actions.confirm_repayment import confirm_repayment
from kehou.fund.actions.decline_repayment import decline_repayment
from kehou.fund.actions.record_repayment import record_repayment
from kehou.fund.permits import at_repayment
from kehou.fund.queries.repayments import RepaymentBoard, repayment_board, repayment_lessons
from kehou.ground.refusal import Refusal
from kehou.kernel.secrets import opaque_id, row_id
from kehou.people.permits import at_school
from kehou.web.school.money import CHECKER, MAKER, OFFICE, hats, money_terms
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.choices import offer
from kehou.web.shared.refused_form import form_page, show_beside_fields
from kehou.web.shared.wording import money_text


class RepaymentForm(forms.Form):
    staff = forms.ChoiceField(
        label=_("谁退回"), error_messages=dict.fromkeys(("required", "invalid_choice"), _("请选是谁退回的"))
    )
    receipt = forms.CharField(
        label=_("收据号"),
        max_length=60,
        help_text=_("金额按现在的记录自动算，钱收到了再记"),
        error_messages={"required": _("请填收据号")},
    )

    def __init__(self, *args: Any, adults: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, "staff", adults)


@screen(allow=[at_school(*OFFICE)])
def repayments(request: ActRequest, school_id: int) -> HttpResponse:
    return _page(request, school_id)


def _page(
    request: ActRequest, school_id: int, *, typed: QueryDict | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    term, terms = money_terms(request, school_id)
    if term is None:
        return render(request, "school/money_no_term.html", {"school_id": school_id})
    board = repayment_board(request.act, school_id=school_id, term=term)
    roles = hats(request, school_id)
    form = _form(board, typed)
    if refusal and typed is not None:
        form.is_valid()
        show_beside_fields(form, refusal)
    context: dict[str, object] = {
        "school_id": school_id,
        "board": board,
        "term": term,
        "terms": terms,
        "is_maker": MAKER in roles,
        "is_checker": CHECKER in roles,
        "me": request.act.account_id,
        "form": form,
        "here": reverse("school:pay", args=[school_id]),
    }
    return form_page(request, "school/repayments.html", context, refusal=refusal)


def _form(board: RepaymentBoard, typed: QueryDict | None = None) -> RepaymentForm:
    adults = [(opaque_id("staff", each.staff_id), f"{each.name}　{money_text(each.amount)}") for each in board.over]
    return RepaymentForm(typed, adults=adults if len(adults) == 1 else [("", _t("请选")), *adults])


def _back(request: ActRequest, school_id: int) -> HttpResponse:
    term = request.POST.get("term", "")
    return HttpResponseRedirect(f"{reverse('school:repayments', args=[school_id])}?term={quote(term)}", status=303)


@require_POST
@screen(allow=[at_school(MAKER)])
def repayment_record(request: ActRequest, school_id: int) -> HttpResponse:
    term, _terms = money_terms(request, school_id)
    if term is None:
        return _page(request, school_id)
    form = _form(repayment_board(request.act, school_id=school_id, term=term), request.POST)
    if not form.is_valid():
        return _page(request, school_id, typed=request.POST)
    given = form.cleaned_data
    try:
        record_repayment(
            request.act, school_id=school_id, term_id=term.id, staff_id=row_id("staff", given["staff"]),
            receipt=given["receipt"],
        )  # fmt: skip
    except Refusal as refusal:
        return _page(request, school_id, typed=request.POST, refusal=refusal)
    messages.success(request, _t("已记下，等复核人确认钱到了"))
    return _back(request, school_id)


@require_POST
@screen(allow=[at_repayment(CHECKER)])
def repayment_decide(request: ActRequest, school_id: int, repayment_id: int) -> HttpResponse:
    """The second person's yes or no."""
    try:
        if request.POST.get("answer") == "yes":
            confirm_repayment(request.act, repayment_id=repayment_id)
            messages.success(request, _t("已经入账，本人会收到通知"))
        else:
            decline_repayment(request.act, repayment_id=repayment_id)
            messages.success(request, _t("这笔不算，可以重新记"))
    except Refusal as refusal:
        return _page(request, school_id, refusal=refusal)
    return _back(request, school_id)


@screen(allow=[at_repayment(*OFFICE)])
def repayment_duties(request: ActRequest, repayment_id: int) -> HttpResponse:
    """Which lessons a repayment is for: a fragment."""
    name, lessons = repayment_lessons(request.act, repayment_id=repayment_id)
    return render(
        request,
        "school/repayment_duties.html",
        {"name": name, "lessons": [(each, -(each.minutes or 0)) for each in lessons]},
    )


urlpatterns = [
    path("<school:school_id>/repayments/", repayments, name="repayments"),
    path("<school:school_id>/repayments/record/", repayment_record, name="repayment_record"),
    path("<school:school_id>/repayments/<repayment:repayment_id>/", repayment_decide, name="repayment_decide"),
    path("repayments/<repayment:repayment_id>/", repayment_duties, name="repayment_duties"),
]
