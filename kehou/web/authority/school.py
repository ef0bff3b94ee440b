"""One school as the district sees it: each step's evidence, its findings, its complaints, the evaluation."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from kehou.ground.refusal import Refusal
from kehou.people.permits import over_school
from kehou.review.actions.evaluate_school import evaluate_school
from kehou.review.queries.school import school_view, waiting_at_school
from kehou.review.queries.track import TermTrack
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields


class EvaluationForm(forms.Form):
    score = forms.IntegerField(
        label=lazy("评分"),
        min_value=0,
        max_value=100,
        help_text=lazy("0 到 100。结果同时作为评价学校和校长的依据"),
        error_messages={"required": lazy("填 0 到 100 的整数"), "invalid": lazy("填 0 到 100 的整数")},
    )


@screen(allow=[over_school()])
def school(request: ActRequest, school_id: int) -> HttpResponse:
    track = school_view(request.act, school_id=school_id)
    evaluated, term = track.standing.evaluated, track.standing.term
    initial = {"score": evaluated[0] if evaluated else None}
    form = EvaluationForm(request.POST if request.method == "POST" else None, initial=initial)
    refusal = None
    if form.is_bound and form.is_valid() and term:
        try:
            evaluate_school(
                request.act,
                school_id=school_id,
                term_id=term.id,
                score=form.cleaned_data["score"],
            )
        except Refusal as error:
            show_beside_fields(form, error)
            refusal = error
        else:
            messages.success(request, _("评估已记下，学校看得到"))
            return HttpResponseRedirect(reverse("authority:school", args=[school_id]), status=303)
    return form_page(request, "authority/school.html", _context(track, form, school_id), refusal=refusal)


def _context(track: TermTrack, form: EvaluationForm, school_id: int) -> dict[str, object]:
    last = track.standing.versions[-1] if track.standing.versions else None
    filing = reverse("authority:filing", args=[school_id, last.filing_id]) if last and last.filing_id else ""
    wrong = [step for step in track.steps if step.needs_the_district]
    return {"track": track, "form": form, "school_id": school_id, "filing": filing, "wrong": wrong}


@screen(allow=[over_school()])
def waiting(request: ActRequest, school_id: int) -> HttpResponse:
    """What was found and said at the school; a part of its page, fetched apart."""
    findings, complaints = waiting_at_school(request.act, school_id=school_id)
    return render(request, "authority/school_waiting.html", {"findings": findings, "complaints": complaints})


urlpatterns = [
    path("schools/<school:school_id>/", school, name="school"),
    path("schools/<school:school_id>/waiting/", waiting, name="school_waiting"),
]
