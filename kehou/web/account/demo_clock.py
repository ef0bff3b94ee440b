"""The demo's clock is moved from its strip, or the demo is put back to its beginning. Outside demo mode there is no such page."""

import sqlite3

import structlog
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_POST

from kehou.jobs import ticks
from kehou.kernel import demo
from kehou.kernel.clock import set_demo_time
from kehou.kernel.jobs import beat
from kehou.kernel.permit import anyone
from kehou.org import queries as org
from kehou.web.account import demo_day
from kehou.web.frames import forget_names
from kehou.web.screen import ActRequest, screen

log = structlog.get_logger()


@require_POST
@screen(allow=[anyone])
def demo_clock(request: ActRequest) -> HttpResponse:
    """Moves through every stop up to the wanted one and does at each what the worker would have done by then."""
    if not settings.KEHOU_DEMO:
        raise Http404
    to = request.POST.get("to", "")
    if to == "start":
        return _start_again(request)
    now = request.act.at
    moments = demo_day.walk(now, to, org.school_day_after(now.date()))
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


def _start_again(request: ActRequest) -> HttpResponse:
    """Everything as it was in the beginning. To the person's first page: the one they stand on may be of something made since."""
    if not demo.has_beginning():
        raise Http404
    try:
        demo.return_to_beginning(demo_day.START)
    except (OSError, sqlite3.Error):
        log.exception("demo_not_returned")
        messages.error(request, _t("这会儿后台正忙，没能回到起点，什么都没有变。请过一会儿再点一次"))
    else:
        forget_names()
        messages.success(request, _t("已回到起点：演示里做过的事都不算了，谁登录着还是谁"))
    return HttpResponseRedirect(reverse("account:home"), status=303)


urlpatterns = [path("demo/clock/", demo_clock, name="demo_clock")]
