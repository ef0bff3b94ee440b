"""A family's own child as the school has it: class and guardians, and who to tell where something is wrong."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from kehou.org import queries as org
from kehou.people.directory import own_child
from kehou.people.permits import guardian_of
from kehou.people.queries import given_name
from kehou.web.screen import ActRequest, screen


@screen(allow=[guardian_of()])
def child(request: ActRequest, child_id: int) -> HttpResponse:
    page = own_child(request.act, child_id=child_id)
    context = {
        "page": page,
        "short": given_name(page.child.name),
        "school": org.school(page.child.school_id),
        "mine": request.act.account_id,
        "back": reverse("family:home"),
    }
    return render(request, "family/child.html", context)


urlpatterns = [path("<pupil:child_id>/child/", child, name="child")]
