"""The school's findings: what was found, with evidence, and its answer."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from kehou.ground.refusal import Refusal
from kehou.people.permits import at_school
from kehou.review.actions.answer_finding import answer_finding
from kehou.review.permits import OFFICE, office_of_finding
from kehou.review.queries.findings import finding_case, findings_of_school
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.finding_words import fact_link
from kehou.web.shared.refused_form import form_page, show_beside_fields


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=lazy("查到什么、怎么改"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("写清楚原因、已经做了什么、什么时候改好。区里复核后结案"),
        error_messages={"required": lazy("写一写查到什么、怎么改")},
    )


@screen(allow=[at_school(*OFFICE)])
def findings(request: ActRequest, school_id: int) -> HttpResponse:
    number = request.GET.get("page", "1")
    found = findings_of_school(
        request.act,
        school_id=school_id,
        tab=request.GET.get("show", "open"),
        page=int(number) if number.isdecimal() else 1,
    )
    return render(request, "school/findings.html", {"found": found, "school_id": school_id})


@screen(allow=[office_of_finding])
def finding(request: ActRequest, finding_id: int) -> HttpResponse:
    """One finding, and the school's answer to it."""
    form = AnswerForm(request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            answer_finding(request.act, finding_id=finding_id, answer=form.cleaned_data["answer"])
        except Refusal as error:
            show_beside_fields(form, error)
            refusal = error
        else:
            messages.success(request, _("已答复，等区里复核"))
            return HttpResponseRedirect(reverse("school:finding", args=[finding_id]), status=303)
    case = finding_case(request.act, finding_id=finding_id)
    # A sign asks about a school; it never leads to one lesson and so to one person.
    url, words = ("", "") if case.line.level == "sign" else fact_link(case.where, case.line.school_id)
    return form_page(
        request, "school/finding.html", {"case": case, "form": form, "url": url, "words": words}, refusal=refusal
    )


urlpatterns = [
    path("<school:school_id>/findings/", findings, name="findings"),
    path("findings/<finding:finding_id>/", finding, name="finding"),
]
