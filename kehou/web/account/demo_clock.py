"""The demo's clock is moved from its strip. Outside demo mode there is no such page."""

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from kehou.jobs import ticks
from kehou.kernel.clock import set_demo_time
from kehou.kernel.jobs import beat
from kehou.kernel.permit import anyone
from kehou.org import queries as org
from kehou.web.account import demo_day
from kehou.web.screen import ActRequest, screen


@require_POST
@screen(allow=[anyone])
def demo_clock(request: ActRequest) -> HttpResponse:
    """Moves through every stop up to the wanted one and does at each what the worker would have done by then."""
    if not settings.KEHOU_DEMO:
        raise Http404
    now = request.act.at
    moments = demo_day.walk(now, request.POST.get("to", ""), org.school_day_after(now.date()))
    if moments is None:
        raise Http404
    for at in moments:
        set_demo_time(at)
        for tick in ticks():
            beat(tick)
    came_from = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        came_from = "/"
    return HttpResponseRedirect(came_from, status=303)


urlpatterns = [path("demo/clock/", demo_clock, name="demo_clock")]
