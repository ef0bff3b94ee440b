"""What the parents' committee asks, and the school's answer (八.3b)."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.secrets import opaque_id, row_id
from kehou.people.permits import at_school
from kehou.plan.actions.answer_question import LONGEST, answer_question
from kehou.plan.queries.committee import questions as questions_of
from kehou.plan.queries.editor import WRITERS
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("学校的回答"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("全体委员看得到，送出后不能改"),
        error_messages={"required": _("写一写学校的回答")},
    )


@screen(allow=[at_school(*WRITERS)])
def questions(request: ActRequest, school_id: int) -> HttpResponse:
    return _page(request, school_id)


def _page(
    request: ActRequest, school_id: int, *, form: AnswerForm | None = None, of: str = "", refusal: Refusal | None = None
) -> HttpResponse:
    found = questions_of(request.act, school_id=school_id)
    waiting = []
    for line in found:
        if line.answered_at is None:
            key = opaque_id("question", line.id)
            waiting.append((key, line, form if key == of and form else AnswerForm(prefix=key)))
    context: dict[str, object] = {
        "school_id": school_id,
        "waiting": waiting,
        "answered": [line for line in found if line.answered_at is not None],
        "form": form,
        "of": of,
    }
    return form_page(request, "school/questions.html", context, refusal=refusal)


@require_POST
@screen(allow=[at_school(*WRITERS)])
def question_answer(request: ActRequest, school_id: int) -> HttpResponse:
    key = request.POST.get("question", "")
    try:
        question_id = row_id("question", key)
    except ValueError as error:
        raise NotYours from error
    form = AnswerForm(request.POST, prefix=key)
    if not form.is_valid():
        return _page(request, school_id, form=form, of=key)
    try:
        answer_question(request.act, question_id=question_id, answer=form.cleaned_data["answer"])
    except Refusal as refusal:
        show_beside_fields(form, refusal)
        return _page(request, school_id, form=form, of=key, refusal=refusal)
    messages.success(request, _t("已回答，全体委员会收到消息"))
    return HttpResponseRedirect(reverse("school:questions", args=[school_id]), status=303)


urlpatterns = [
    path("<school:school_id>/questions/", questions, name="questions"),
    path("<school:school_id>/questions/answer/", question_answer, name="question_answer"),
]
