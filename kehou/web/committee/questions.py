"""What the committee asked the school, and what the school said (八.3b)."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.secrets import row_id
from kehou.people.permits import holder_of
from kehou.plan.actions.ask_school import LONGEST, ask_school
from kehou.plan.queries.committee import questions
from kehou.web.committee.places import own_seat
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=lazy("想问学校什么"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("全体委员和学校看得到，不写是谁问的。请不要写孩子的名字"),
        error_messages={"required": lazy("写一写想问学校什么")},
    )


def _meeting(key: str) -> int | None:
    """The vote that the address names. Errors: NotYours for a key this system did not make."""
    try:
        return row_id("meeting", key) if key else None
    except ValueError as error:
        raise NotYours from error


@screen(allow=[holder_of("committee")])
def ask(request: ActRequest) -> HttpResponse:
    """The questions that wait first; a question about a vote comes from its ballot."""
    seat = own_seat(request)
    form = QuestionForm(request.POST if request.method == "POST" else None)
    vote = request.GET.get("vote", "")
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            ask_school(
                request.act, school_id=seat.school_id, text=form.cleaned_data["text"],
                meeting_id=_meeting(vote),
            )  # fmt: skip
        except Refusal as refused:
            show_beside_fields(form, refused)
            refusal = refused
        else:
            messages.success(request, _("已问学校，有了回答会通知全体委员"))
            return HttpResponseRedirect(f"{reverse('committee:questions')}?at={seat.place}", status=303)
    found = questions(request.act, school_id=seat.school_id)
    context: dict[str, object] = {
        "seat": seat,
        "form": form,
        "of_vote": bool(vote),
        "lines": found,
        "waiting": sum(line.answered_at is None for line in found),
        "back": reverse("committee:ballots"),
    }
    return form_page(request, "committee/questions.html", context, refusal=refusal)


urlpatterns = [path("questions/", ask, name="questions")]
