"""A guardian says something to the school, under their own name or without; and sees what became of it."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from kehou.ground.refusal import NotYours, Refusal
from kehou.people.permits import any_guardian, guardian_of
from kehou.people.queries import given_name
from kehou.review.actions.file_complaint import file_complaint
from kehou.review.queries.complaints import first_child, my_complaints
from kehou.web.screen import ActRequest, screen
from kehou.web.shared.refused_form import form_page, show_beside_fields
from kehou.web.speaking import SpeakForm


@screen(allow=[any_guardian])
def speak_first(request: ActRequest) -> HttpResponse:
    child = first_child(request.act)
    if child is None:
        raise NotYours
    return HttpResponseRedirect(reverse("family:speak", args=[child.id]))


@screen(allow=[guardian_of("child_id")])
def speak(request: ActRequest, child_id: int) -> HttpResponse:
    form = SpeakForm(request.POST) if request.method == "POST" else SpeakForm.fresh(request.GET.get("about", ""))
    refusal = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            file_complaint(
                request.act, child_id=child_id, text=given["text"], about=given["about"], receipt=given["receipt"]
            )
        except Refusal as error:
            show_beside_fields(form, error)
            refusal = error
        else:
            # No redirect: the receipt stands only on this page, never in an address; the form's key makes a reload harmless.
            context = {"receipt": given["receipt"], "back": reverse("family:speak", args=[child_id])}
            return render(request, "family/speak_done.html", context)
    child, school, said = my_complaints(request.act, child_id=child_id)
    context = {
        "child": child, "name": given_name(child.name), "school": school.name, "school_code": school.code, "said": said, "form": form,
        "back": reverse("family:today", args=[child_id]),
    }  # fmt: skip
    return form_page(request, "family/speak.html", context, refusal=refusal)


urlpatterns = [
    path("speak/", speak_first, name="speak_first"),
    path("<pupil:child_id>/speak/", speak, name="speak"),
]
