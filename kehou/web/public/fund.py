"""Where did the school's after-class money come from, and where did it go? For anyone (二.2, 八.5b)."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path

from kehou.fund.queries import public_fund
from kehou.kernel.permit import anyone
from kehou.web.screen import ActRequest, screen


@screen(allow=[anyone])
def fund(request: ActRequest, code: str) -> HttpResponse:
    """The current term's; a school that has published nothing has no such page."""
    found = public_fund(request.act, code=code)
    if found is None:
        raise Http404
    return render(request, "public/fund.html", {"found": found, "fund": found.fund, "today": request.act.today})


urlpatterns = [path("s/<slug:code>/fund/", fund, name="fund")]
