"""How did everybody's work of the term go? Counted by the record, scored by people, closed by the principal (八.4d, 八.4e)."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kehou.fund.actions.close_appraisal import close_appraisal
from kehou.fund.actions.open_appraisal import open_appraisal
from kehou.fund.actions.score_appraisal import score_appraisal
from kehou.fund.permits import at_appraisal
from kehou.fund.queries.pay import appraisal_line, appraisal_page
from kehou.ground.refusal import Refusal
from kehou.people.permits import at_school
from kehou.web.school.money import OFFICE, hats, money_terms
from kehou.web.screen import ActRequest, screen

HEADS = ("coordinator", "principal")
_RANGE = _("请填 0 到 100")


class ScoreForm(forms.Form):
    score = forms.IntegerField(
        min_value=0,
        max_value=100,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _RANGE),
    )
    remark = forms.CharField(max_length=200, required=False)


@screen(allow=[at_school(*OFFICE)])
def appraisal(request: ActRequest, school_id: int) -> HttpResponse:
    return _page(request, school_id)


def _page(request: ActRequest, school_id: int, refusal: Refusal | None = None) -> HttpResponse:
    term, terms = money_terms(request, school_id)
    if term is None:
        return render(request, "school/money_no_term.html", {"school_id": school_id})
    lines = appraisal_page(request.act, school_id=school_id, term_id=term.id)
    roles = hats(request, school_id)
    closed = [line for line in lines if line.closed_on]
    context = {
        "school_id": school_id,
        "term": term,
        "terms": terms,
        "lines": lines,
        "scored": sum(line.score is not None for line in lines),
        "unscored": sum(line.score is None for line in lines),
        "closed_on": closed[0].closed_on if closed and len(closed) == len(lines) else None,
        "may_score": bool(roles & set(HEADS)),
        "may_close": "principal" in roles,
        "refusal": refusal,
    }
    return render(request, "school/appraisal.html", context, status=409 if refusal else 200)


@require_POST
@screen(allow=[at_school(*HEADS)])
def appraisal_open(request: ActRequest, school_id: int) -> HttpResponse:
    term, _terms = money_terms(request, school_id)
    try:
        count = open_appraisal(request.act, school_id=school_id, term_id=term.id if term else 0)
    except Refusal as refusal:
        return _page(request, school_id, refusal)
    messages.success(request, _t("%(n)s 人的课次和时长已按点名记录算好") % {"n": count})
    return HttpResponseRedirect(reverse("school:appraisal", args=[school_id]), status=303)


@require_POST
@screen(allow=[at_school("principal")])
def appraisal_close(request: ActRequest, school_id: int) -> HttpResponse:
    term, _terms = money_terms(request, school_id)
    try:
        count = close_appraisal(request.act, school_id=school_id, term_id=term.id if term else 0)
    except Refusal as refusal:
        return _page(request, school_id, refusal)
    messages.success(request, _t("%(n)s 人的考评已经结束，可以算补助了") % {"n": count})
    return HttpResponseRedirect(reverse("school:appraisal", args=[school_id]), status=303)


@require_POST
@screen(allow=[at_appraisal(*HEADS)])
def appraisal_score(request: ActRequest, appraisal_id: int) -> HttpResponse:
    """One row's mark; with HTMX the row comes back, without it the page."""
    form, wrong = ScoreForm(request.POST), ""
    if form.is_valid():
        try:
            score_appraisal(request.act, appraisal_id=appraisal_id, **form.cleaned_data)
        except Refusal as refusal:
            wrong = refusal.fields.get("score", refusal.says)
    else:
        wrong = str(_RANGE)
    school_id, line = appraisal_line(request.act, appraisal_id=appraisal_id)
    if not request.headers.get("HX-Request") and not wrong:
        return HttpResponseRedirect(reverse("school:appraisal", args=[school_id]), status=303)
    context = {
        "line": line, "wrong": wrong, "typed": request.POST.get("score", ""), "saved": not wrong, "may_score": True,
        "school_id": school_id,
    }  # fmt: skip
    template = "school/appraisal_row.html" if request.headers.get("HX-Request") else "school/appraisal_again.html"
    return render(request, template, context, status=422 if wrong else 200)


urlpatterns = [
    path("<school:school_id>/appraisal/", appraisal, name="appraisal"),
    path("<school:school_id>/appraisal/open/", appraisal_open, name="appraisal_open"),
    path("<school:school_id>/appraisal/close/", appraisal_close, name="appraisal_close"),
    path("appraisal/<appraisal:appraisal_id>/score/", appraisal_score, name="appraisal_score"),
]
