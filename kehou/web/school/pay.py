"""Who is paid what, and for which lessons? Rates, months, a run's preview and its approval (八.4)."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kehou.fund.actions.approve_pay_out import approve_pay_out
from kehou.fund.actions.drop_pay_out import drop_pay_out
from kehou.fund.actions.prepare_pay_out import prepare_pay_out
from kehou.fund.actions.set_rate import set_rate
from kehou.fund.billing import period_text
from kehou.fund.permits import at_line, at_run
from kehou.fund.queries.pay import kept_waiting, left_out, office_line, pay_board, run_page
from kehou.gateways.sheet_writer import Sheet, write_xlsx
from kehou.ground.fen import yuan_from_fen
from kehou.ground.refusal import Refusal
from kehou.people.permits import at_school
from kehou.policy.facts.codes import ROLE_NAMES
from kehou.web.school.bills import XLSX
from kehou.web.school.money import CHECKER, MAKER, OFFICE, AmountField, hats, money_terms
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields


class RateForm(forms.Form):
    role = forms.ChoiceField(
        label=_("哪类人员"), choices=list(ROLE_NAMES.items()), error_messages={"required": _("请选哪类人员")}
    )
    amount = AmountField(label=_("每小时多少"))
    from_date = forms.DateField(
        label=_("从哪天起"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=dict.fromkeys(("required", "invalid"), _("请选一天")),
    )


@screen(allow=[at_school(*OFFICE)])
def pay(request: ActRequest, school_id: int) -> HttpResponse:
    return _page(request, school_id)


def _page(
    request: ActRequest, school_id: int, *, rate: RateForm | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    term, terms = money_terms(request, school_id)
    if term is None:
        return render(request, "school/money_no_term.html", {"school_id": school_id})
    board = pay_board(request.act, school_id=school_id, term=term)
    roles, today = hats(request, school_id), request.act.today
    months = [(period_text(month.key), month, run, month.last <= today) for month, run in board.months]
    context: dict[str, object] = {
        "school_id": school_id,
        "board": board,
        "terms": terms,
        "months": months,
        "term_over": board.whole.last <= today,
        "waiting": sum(
            run is not None and run.state == "prepared" for run in (*(m[2] for m in months), board.whole_run)
        ),
        "open_months": 0 if board.whole_run else sum(run is None and over for _label, _month, run, over in months),
        "appraisal_open": board.appraised < board.appraisals or not board.appraisals,
        "is_maker": MAKER in roles,
        "may_set_rate": bool(roles & {MAKER, "coordinator", "principal"}),
        "rate": rate or RateForm(initial={"from_date": term.first_day}),
        "form": rate,
    }
    return form_page(request, "school/pay.html", context, refusal=refusal)


@require_POST
@screen(allow=[at_school(MAKER, "coordinator", "principal")])
def pay_rate(request: ActRequest, school_id: int) -> HttpResponse:
    form = RateForm(request.POST)
    if not form.is_valid():
        return _page(request, school_id, rate=form)
    given = form.cleaned_data
    try:
        set_rate(
            request.act, school_id=school_id, role=given["role"], fen_per_hour=given["amount"],
            from_date=given["from_date"],
        )  # fmt: skip
    except Refusal as refusal:
        show_beside_fields(form, refusal)
        return _page(request, school_id, rate=form, refusal=refusal)
    messages.success(request, _t("已定好%(role)s的标准") % {"role": ROLE_NAMES[given["role"]]})
    return HttpResponseRedirect(reverse("school:pay", args=[school_id]), status=303)


@require_POST
@screen(allow=[at_school(MAKER)])
def pay_prepare(request: ActRequest, school_id: int) -> HttpResponse:
    term, _terms = money_terms(request, school_id)
    period = request.POST.get("period", "")
    try:
        run_id = prepare_pay_out(request.act, school_id=school_id, term_id=term.id if term else 0, period=period)
    except Refusal as refusal:
        return _page(request, school_id, refusal=refusal)
    messages.success(request, _t("算好了，请核对后交复核人"))
    return HttpResponseRedirect(reverse("school:run", args=[run_id]), status=303)


@screen(allow=[at_run(*OFFICE)])
def run(request: ActRequest, run_id: int) -> HttpResponse:
    return _run(request, run_id)


def _run(request: ActRequest, run_id: int, refusal: Refusal | None = None) -> HttpResponse:
    found = run_page(request.act, run_id=run_id)
    roles = hats(request, found.school_id)
    open_run = found.run.state == "prepared"
    own = found.run.prepared_by == request.act.account_id
    context = {
        "school_id": found.school_id,
        "found": found,
        "run": found.run,
        "period": period_text(found.run.period),
        "may_approve": open_run and CHECKER in roles and not own,
        "may_drop": open_run and bool(roles & {MAKER, CHECKER}),
        "waits": open_run and (own or CHECKER not in roles),
        "refusal": refusal,
        "here": reverse("school:pay", args=[found.school_id]),
    }
    return render(request, "school/run.html", context, status=409 if refusal else 200)


@require_POST
@screen(allow=[at_run(CHECKER)])
def run_approve(request: ActRequest, run_id: int) -> HttpResponse:
    try:
        approve_pay_out(request.act, run_id=run_id)
    except Refusal as refusal:
        return _run(request, run_id, refusal)
    messages.success(request, _t("已经发放，每个人都会收到通知"))
    return HttpResponseRedirect(reverse("school:run", args=[run_id]), status=303)


@require_POST
@screen(allow=[at_run(MAKER, CHECKER)])
def run_drop(request: ActRequest, run_id: int) -> HttpResponse:
    try:
        drop_pay_out(request.act, run_id=run_id)
    except Refusal as refusal:
        return _run(request, run_id, refusal)
    messages.success(request, _t("已作废，可以重新算"))
    return HttpResponseRedirect(reverse("school:run", args=[run_id]), status=303)


@screen(allow=[at_run(*OFFICE)])
def run_sheet(request: ActRequest, run_id: int) -> HttpResponse:
    """The pay lines as xlsx; amounts are text with two decimals."""
    found = run_page(request.act, run_id=run_id)
    rows: list[list[str | int | None]] = [
        [line.name, line.role, line.duties, line.minutes, yuan_from_fen(line.amount)] for line in found.lines
    ]
    header = [_t("姓名"), _t("身份"), _t("次数"), _t("分钟"), _t("补助（元）")]
    body = write_xlsx([Sheet(period_text(found.run.period), header, rows, [10, 12, 8, 8, 12])])
    response = HttpResponse(body, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="pay-{found.run.period}.xlsx"'
    return response


@screen(allow=[at_run(*OFFICE)])
def run_left_out(request: ActRequest, run_id: int) -> HttpResponse:
    """Hours that this run does not pay, and why, and what waits to be kept back: a fragment."""
    context = {
        "left_out": left_out(request.act, run_id=run_id),
        "waiting": kept_waiting(request.act, run_id=run_id),
        "back": reverse("school:run", args=[run_id]),
    }
    return render(request, "school/run_left_out.html", context)


@screen(allow=[at_line(*OFFICE)])
def pay_line(request: ActRequest, line_id: int) -> HttpResponse:
    """Where a line comes from: a fragment that opens in the run's table."""
    return render(request, "school/pay_line.html", {"slip": office_line(request.act, line_id=line_id)})


urlpatterns = [
    path("<school:school_id>/pay/", pay, name="pay"),
    path("<school:school_id>/pay/rate/", pay_rate, name="pay_rate"),
    path("<school:school_id>/pay/prepare/", pay_prepare, name="pay_prepare"),
    path("pay/<run:run_id>/", run, name="run"),
    path("pay/<run:run_id>/approve/", run_approve, name="run_approve"),
    path("pay/<run:run_id>/drop/", run_drop, name="run_drop"),
    path("pay/<run:run_id>/left-out/", run_left_out, name="run_left_out"),
    path("pay/<run:run_id>/pay.xlsx", run_sheet, name="run_sheet"),
    path("pay/lines/<payline:line_id>/", pay_line, name="pay_line"),
]
