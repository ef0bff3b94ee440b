"""The school asks its families, and sees who answered what (八.3a, 六.3)."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kehou.ground.grade import grades_text
from kehou.ground.refusal import Refusal
from kehou.ground.school_day import WEEKDAY_NAMES, WEEKDAYS
from kehou.kernel.clock import LOCAL
from kehou.kernel.permit import is_shown
from kehou.org import queries as org
from kehou.people.permits import at_school, at_school_of, over_school, over_school_of
from kehou.policy.facts.codes import CONTENT_NAMES
from kehou.voice.actions.close_survey import close_survey
from kehou.voice.actions.extend_survey import extend_survey
from kehou.voice.actions.open_survey import open_survey
from kehou.voice.actions.record_holiday_decision import record_holiday_decision
from kehou.voice.queries import Results, results, surveys_of_school
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.parts import Bar
from kehou.web.shared.refused_form import form_page, show_beside_fields

ASKERS = ("coordinator", "principal")
SURVEY = "voice.Survey"
_date = {"invalid": _("这个日期读不懂，请照 2026-08-27 的样子填"), "required": _("请填日期")}
_time = {"invalid": _("这个时间读不懂，请照 18:00 的样子填"), "required": _("请填几点")}

asks = at_school_of(SURVEY, "survey_id", *ASKERS)
"""Who asks; a district only reads."""


class ClosingForm(forms.Form):
    """Until when."""

    day = forms.DateField(label=_("截止日期"), widget=forms.DateInput(attrs={"type": "date"}), error_messages=_date)
    hour = forms.TimeField(
        label=_("截止时间"),
        initial="18:00",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages=_time,
    )

    def closes_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"], LOCAL)


class OpenForm(ClosingForm):
    about = forms.ChoiceField(
        label=_("问哪一段"),
        choices=(("term", _("这学期")), ("winter", _("寒假")), ("summer", _("暑假"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选问哪一段")},
    )
    title = forms.CharField(
        label=_("给家长看的题目"), max_length=80, error_messages={"required": _("请写一句话说明问什么")}
    )
    field_order = ("about", "title", "day", "hour")


class DecisionForm(forms.Form):
    decided = forms.DateField(
        label=_("家委会哪天定的"), widget=forms.DateInput(attrs={"type": "date"}), error_messages=_date
    )


@screen(allow=[at_school(*ASKERS), over_school()])
def surveys(request: ActRequest, school_id: int) -> HttpResponse:
    """All surveys of the term; where there is none yet, the way to open one."""
    term = org.term_on(school_id, request.act.today)
    found = surveys_of_school(request.act, school_id=school_id, term_id=term.id) if term else []
    if len(found) == 1:
        return HttpResponseRedirect(reverse("school:survey_results", args=[found[0].id]))
    lines = [(survey, survey.state(request.act.at)) for survey in found]
    return form_page(request, "school/survey.html", {"school_id": school_id, "term": term, "lines": lines})


@screen(allow=[at_school(*ASKERS)])
def survey_open(request: ActRequest, school_id: int) -> HttpResponse:
    term = org.term_on(school_id, request.act.today)
    if term is None:
        raise Refusal("no_term", _t("区里还没有设好学期，不能开始调查"), satisfied_by=_t("请区教育局先设好学期和校历"))
    form = OpenForm(
        request.POST if request.method == "POST" else None,
        initial={"about": "term", "title": _t("%(term)s课后服务，您的孩子需要吗") % {"term": term.name}},
    )
    refusal = None
    if form.is_bound and form.is_valid():
        period = form.cleaned_data["about"]
        given: dict[str, Any] = {"title": form.cleaned_data["title"], "closes_at": form.closes_at()}
        if period != "term":
            given |= {"kind": "holiday", "period": period}
        try:
            survey_id = open_survey(request.act, school_id=school_id, term_id=term.id, **given)
        except Refusal as refused:
            refusal = _at_day(refused, form)
        else:
            messages.success(request, _t("已经开始，家长会收到通知"))
            return HttpResponseRedirect(reverse("school:survey_results", args=[survey_id]), status=303)
    return form_page(
        request, "school/survey_open.html", {"school_id": school_id, "term": term, "form": form}, refusal=refusal
    )


def _at_day(refused: Refusal, form: ClosingForm) -> Refusal:
    """The deed speaks of `closes_at`, the form asks for a day and an hour."""
    shown = {"day" if name == "closes_at" else name: says for name, says in refused.fields.items()}
    refusal = Refusal(
        refused.code, refused.says, clause=refused.clause, satisfied_by=refused.satisfied_by, fields=shown
    )
    show_beside_fields(form, refusal)
    return refusal


@screen(allow=[asks, over_school_of(SURVEY, "survey_id")])
def survey_results(request: ActRequest, survey_id: int) -> HttpResponse:
    return _results_page(request, survey_id)


def _results_page(
    request: ActRequest,
    survey_id: int,
    *,
    closing: ClosingForm | None = None,
    decision: DecisionForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    found = results(request.act, survey_id=survey_id)
    state = found.survey.state(request.act.at)
    context: dict[str, Any] = {
        "school_id": found.survey.school_id,
        "found": found,
        "survey": found.survey,
        "state": state,
        "grades": _by_grade(found),
        "days": [Bar(WEEKDAY_NAMES[d], found.weekdays[d]) for d in WEEKDAYS if d in found.weekdays],
        "kinds": [Bar(CONTENT_NAMES[kind], n) for kind, n in sorted(found.kinds.items(), key=lambda kn: -kn[1])],
        "remarks": [(grades_text([grade]), words) for grade, words in found.remarks[:10]],
        "closing": closing or ClosingForm(),
        "decision": decision or DecisionForm(),
        "may_ask": state == "closed" and is_shown(asks, request.act),
    }
    return form_page(request, "school/survey_results.html", context, refusal=refusal)


def _by_grade(found: Results) -> list[dict[str, Any]]:
    """Classes under their grade, each with what was invited, answered and wanted."""
    lines: dict[int, dict[str, Any]] = {}
    for line in found.classes:
        nothing = {"name": grades_text([line.grade]), "classes": [], "invited": 0, "answered": 0, "wanting": 0}
        grade = lines.setdefault(line.grade, nothing)
        grade["classes"].append(line)
        for key in ("invited", "answered", "wanting"):
            grade[key] += getattr(line, key)
    return list(lines.values())


@require_POST
@screen(allow=[asks])
def survey_close(request: ActRequest, survey_id: int) -> HttpResponse:
    close_survey(request.act, survey_id=survey_id)
    messages.success(request, _t("已截止，结果可以写进方案"))
    return HttpResponseRedirect(reverse("school:survey_results", args=[survey_id]), status=303)


@require_POST
@screen(allow=[asks])
def survey_extend(request: ActRequest, survey_id: int) -> HttpResponse:
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return _results_page(request, survey_id, closing=form)
    try:
        extend_survey(request.act, survey_id=survey_id, closes_at=form.closes_at())
    except Refusal as refused:
        return _results_page(request, survey_id, closing=form, refusal=_at_day(refused, form))
    messages.success(request, _t("截止时间已延后"))
    return HttpResponseRedirect(reverse("school:survey_results", args=[survey_id]), status=303)


@require_POST
@screen(allow=[asks])
def survey_decide(request: ActRequest, survey_id: int) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _results_page(request, survey_id, decision=form)
    try:
        record_holiday_decision(request.act, survey_id=survey_id, decided=form.cleaned_data["decided"])
    except Refusal as refused:
        show_beside_fields(form, refused)
        return _results_page(request, survey_id, decision=form, refusal=refused)
    messages.success(request, _t("已记下家委会的决定"))
    return HttpResponseRedirect(reverse("school:survey_results", args=[survey_id]), status=303)


urlpatterns = [
    path("<school:school_id>/survey/", surveys, name="survey"),
    path("<school:school_id>/survey/open/", survey_open, name="survey_open"),
    path("survey/<survey:survey_id>/", survey_results, name="survey_results"),
    path("survey/<survey:survey_id>/close/", survey_close, name="survey_close"),
    path("survey/<survey:survey_id>/extend/", survey_extend, name="survey_extend"),
    path("survey/<survey:survey_id>/decide/", survey_decide, name="survey_decide"),
]
