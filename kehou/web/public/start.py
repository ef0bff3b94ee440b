"""The bare address: home for whoever is signed in, else to sign in."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from kehou.kernel.permit import anyone
from kehou.web.screen import ActRequest, screen


@screen(allow=[anyone])
def start(request: ActRequest) -> HttpResponse:
    known = request.act.actor.kind == "account"
    return HttpResponseRedirect(reverse("account:home" if known else "account:sign_in"))


urlpatterns = [path("", start, name="start")]
