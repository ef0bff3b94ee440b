"""Who takes my children over? One deed: the other signs in, I sign out, nobody's room is empty (附.11)."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehou.day.actions.hand_over_duty import hand_over_duty
from kehou.day.permits import on_duty
from kehou.day.queries.cover import cover as cover_of
from kehou.day.queries.teaching import own_post
from kehou.ground.refusal import NotYours, Refusal
from kehou.kernel.secrets import opaque_id, row_id
from kehou.web.screen import ActRequest, screen


@screen(allow=[on_duty()])
def cover(request: ActRequest, session_id: int) -> HttpResponse:
    return _page(request, session_id)


def _page(request: ActRequest, session_id: int, refusal: Refusal | None = None) -> HttpResponse:
    """Those of the lesson first, then whoever is free."""
    name = request.GET.get("name", "").strip()[:40]
    found = cover_of(request.act, session_id=session_id, name=name)
    own = own_post(request.act, session_id=session_id)
    beside = [(post.staff_id, post.name, post) for post in (*found.there, *found.coming) if post.staff_id != own]
    free = [(adult.id, adult.name, None) for adult in found.free]
    context = {
        "lesson": found.lesson,
        "is_in": any(post.staff_id == own for post in found.there),
        "adults": [(opaque_id("staff", staff_id), says, post) for staff_id, says, post in beside + free],
        "more": found.more,
        "name": name,
        "back": reverse("teacher:today"),
        "refusal": refusal,
    }
    return render(request, "teacher/cover.html", context, status=409 if refusal else 200)


@require_POST
@screen(allow=[on_duty()])
def give(request: ActRequest, session_id: int) -> HttpResponse:
    try:
        to = row_id("staff", request.POST.get("staff", ""))
    except ValueError as error:
        raise NotYours from error
    try:
        own = own_post(request.act, session_id=session_id)
        hand_over_duty(request.act, session_id=session_id, staff_id=own, to_staff_id=to)
    except NotYours:
        raise
    except Refusal as refusal:
        return _page(request, session_id, refusal)
    messages.success(request, _("已交接：接班的老师已签到，您已签退"))
    return HttpResponseRedirect(reverse("teacher:today"), status=303)


urlpatterns = [
    path("session/<session:session_id>/cover/", cover, name="cover"),
    path("session/<session:session_id>/cover/give/", give, name="hand_over_duty"),
]
