"""What waits for the family's word: a survey, whether to take part. A part of the first page, asked for after it stands."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from kehou.enrol.queries.family import asked_of_family
from kehou.people.permits import guardian_of
from kehou.people.queries import given_name
from kehou.web.screen import ActRequest, screen


@screen(allow=[guardian_of("child_id")])
def asked(request: ActRequest, child_id: int) -> HttpResponse:
    found = asked_of_family(request.act, child_id=child_id)
    return render(request, "family/asked.html", {"found": found, "name": given_name(found.child.name)})


urlpatterns = [path("<pupil:child_id>/asked/", asked, name="asked")]
