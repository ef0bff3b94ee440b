"""After signing in: to the one first page, or to a choice where somebody has several."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from kehou.kernel.permit import signed_in
from kehou.web.account.places import places
from kehou.web.screen import ActRequest, screen


@screen(allow=[signed_in])
def home(request: ActRequest) -> HttpResponse:
    found = places(request.act.account_id, request.act.at)
    if len(found) == 1:
        return HttpResponseRedirect(found[0].url)
    return render(request, "account/home.html", {"places": found})


urlpatterns = [path("", home, name="home")]
