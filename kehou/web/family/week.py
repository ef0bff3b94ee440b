"""Which lessons does my child have in the days to come?"""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from kehou.day.queries.ahead import ahead
from kehou.people.permits import guardian_of
from kehou.people.queries import given_name
from kehou.web.screen import ActRequest, screen


@screen(allow=[guardian_of("child_id")])
def week(request: ActRequest, child_id: int) -> HttpResponse:
    found = ahead(request.act, child_id=child_id)
    context = {
        "found": found,
        "child": found.child,
        "name": given_name(found.child.name),
        "lessons": sum(len(day.lessons) for day in found.days),
        "today": request.act.today,
        "back": reverse("family:today", args=[child_id]),
        "here": reverse("family:today", args=[child_id]),
    }
    return render(request, "family/week.html", context)


urlpatterns = [path("<pupil:child_id>/week/", week, name="week")]
