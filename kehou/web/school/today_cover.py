"""Who takes this session over? One adult gives it to another in one deed, so that nobody's room is empty (附.11)."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehou.day.actions.hand_over_duty import hand_over_duty
from kehou.day.permits import leads
from kehou.day.queries.cover import cover as cover_of
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.secrets import opaque_id, row_id
from kehou.web.screen import ActRequest, screen


@screen(allow=[leads])
def cover(request: ActRequest, session_id: int) -> HttpResponse:
    return _page(request, session_id)


def _page(request: ActRequest, session_id: int, refusal: Refusal | None = None) -> HttpResponse:
    name = request.GET.get("name", "").strip()[:40]
    found = cover_of(request.act, session_id=session_id, name=name)
    context = {
        "found": found,
        "lesson": found.lesson,
        "there": [(opaque_id("staff", post.staff_id), post) for post in found.there],
        "free": [(opaque_id("staff", adult.id), adult) for adult in found.free],
        "name": name,
        "school_key": opaque_id("school", found.lesson.school_id),
        "here": reverse("school:today", args=[found.lesson.school_id]),
        "refusal": refusal,
    }
    return render(request, "school/today_cover.html", context, status=409 if refusal else 200)


@require_POST
@screen(allow=[leads])
def relieve(request: ActRequest, session_id: int) -> HttpResponse:
    try:
        leaving, arriving = (row_id("staff", request.POST.get(key, "")) for key in ("leaving", "staff"))
    except ValueError as error:
        raise NotYours from error
    try:
        hand_over_duty(request.act, session_id=session_id, staff_id=leaving, to_staff_id=arriving)
    except NotYours:
        raise
    except Refusal as refusal:
        return _page(request, session_id, refusal)
    messages.success(request, _("已换人。来的签到、走的签退，中间没有空"))
    return HttpResponseRedirect(reverse("school:session", args=[session_id]), status=303)


urlpatterns = [
    path("session/<session:session_id>/cover/", cover, name="cover"),
    path("session/<session:session_id>/cover/relieve/", relieve, name="hand_over_duty"),
]
