"""What the school asks the family right now. A part of the first page, asked for after that page stands."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from kehou.people.permits import guardian_of
from kehou.people.queries import given_name
from kehou.voice.queries import survey_of_child
from kehou.web.screen import ActRequest, screen


@screen(allow=[guardian_of("child_id")])
def asked(request: ActRequest, child_id: int) -> HttpResponse:
    found = survey_of_child(request.act, child_id=child_id)
    survey = None if found.answer else found.survey
    return render(
        request, "family/asked.html", {"child": found.child, "survey": survey, "name": given_name(found.child.name)}
    )


urlpatterns = [path("<pupil:child_id>/asked/", asked, name="asked")]
