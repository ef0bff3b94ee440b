"""Does my child need the service? A family answers, and may change it until it closes (八.3a, 六.3)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kehou.ground.grade import stage_of
from kehou.ground.refusal import Refusal
from kehou.ground.school_day import WEEKDAY_NAMES, WEEKDAYS, WORKDAYS
from kehou.people.permits import any_guardian, guardian_of
from kehou.people.queries import given_name
from kehou.policy.facts.codes import CONTENT_NAMES
from kehou.voice.actions.answer_survey import answer_survey
from kehou.voice.queries import ChildSurvey, survey_of_child
from kehou.web.family.which import which_child
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.choices import offer
from kehou.web.shared.refused_form import form_page, show_beside_fields

# In the order in which families ask for them; a senior school's are others (policy, section 七).
_YOUNGER = (
    "homework",
    "reading",
    "interest",
    "arts_sports",
    "handcraft",
    "practice",
    "group",
    "club",
    "qa",
    "self_study",
)
_SENIOR = ("homework", "qa", "self_study", "arts_sports", "course_tutoring", "extension", "personal_qa", "mental",
           "study_methods", "career", "innovation", "club")  # fmt: skip


class AnswerForm(forms.Form):
    """wants is empty until the family chooses: nothing is ticked for anybody."""

    wants = forms.TypedChoiceField(
        choices=(("yes", _("需要")), ("no", _("不需要"))),
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选需要或不需要")},
    )
    weekdays = forms.MultipleChoiceField(
        label=_("哪几天需要"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _("至少选一天")}
    )
    kinds = forms.MultipleChoiceField(label=_("孩子想做什么"), widget=forms.CheckboxSelectMultiple, required=False)
    remark = forms.CharField(
        label=_("还想告诉学校的话"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("最多 200 个字")},
    )

    def __init__(self, asked: ChildSurvey, data: Any = None) -> None:
        answer = asked.answer
        kept = {
            "wants": "yes" if answer.wants else "no",
            "weekdays": answer.weekdays,
            "kinds": answer.kinds,
            "remark": answer.remark,
        } if answer else {}  # fmt: skip
        super().__init__(data, initial=kept)
        days = WEEKDAYS if asked.survey and asked.survey.kind == "holiday" else WORKDAYS
        self.fields["weekdays"].required = self.data.get("wants") != "no"
        kinds = _SENIOR if stage_of(asked.child.grade) == "senior" else _YOUNGER
        offer(self, "weekdays", [(day, WEEKDAY_NAMES[day]) for day in days])
        offer(self, "kinds", [(kind, CONTENT_NAMES[kind]) for kind in kinds])


@screen(allow=[guardian_of("child_id")])
def survey(request: ActRequest, child_id: int, survey_id: int | None = None) -> HttpResponse:
    asked = survey_of_child(request.act, child_id=child_id, survey_id=survey_id)
    form = AnswerForm(asked, request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound and asked.survey is not None and form.is_valid():
        try:
            answer_survey(request.act, survey_id=asked.survey.id, child_id=child_id, **form.cleaned_data)
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            messages.success(request, _("学校已收到。截止前随时能改"))
            return HttpResponseRedirect(reverse("family:survey_named", args=[child_id, asked.survey.id]), status=303)
    context: dict[str, object] = {
        "asked": asked,
        "survey": asked.survey,
        "child": given_name(asked.child.name),
        "state": asked.survey.state(request.act.at) if asked.survey else "",
        "form": form,
        "back": reverse("family:today", args=[child_id]),
    }
    return form_page(request, "family/survey.html", context, refusal=refusal)


@screen(allow=[any_guardian])
def survey_first(request: ActRequest) -> HttpResponse:
    """Where a message to the whole school leads: what is asked."""
    return which_child(request, "family:survey", _t("先替哪个孩子回答"))


urlpatterns = [
    path("survey/", survey_first, name="survey_first"),
    path("<pupil:child_id>/survey/", survey, name="survey"),
    path("<pupil:child_id>/survey/<survey:survey_id>/", survey, name="survey_named"),
]
