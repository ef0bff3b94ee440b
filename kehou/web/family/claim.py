"""What is still free after the draw? First come, first served; where somebody waits, by the line."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kehou.enrol.actions.claim_seat import claim_seat
from kehou.enrol.actions.join_waiting import join_waiting
from kehou.enrol.queries.results import FreeCourses, free_courses
from kehou.ground.refusal import NotYours, Refusal
from kehou.people.permits import guardian_of
from kehou.people.queries import given_name
from kehou.web.screen import ActRequest, screen

PAGE = 20


@screen(allow=[guardian_of("child_id")])
def claim(request: ActRequest, child_id: int) -> HttpResponse:
    return _page(request, child_id)


def _page(request: ActRequest, child_id: int, refusal: Refusal | None = None) -> HttpResponse:
    found = free_courses(request.act, child_id=child_id)
    shown = found.courses if "all" in request.GET else found.courses[:PAGE]
    context = {
        "found": found, "child": found.child, "name": given_name(found.child.name), "courses": shown,
        "more": len(found.courses) - len(shown), "says": _says(found), "refusal": refusal,
        "back": reverse("family:seat", args=[child_id]),
    }  # fmt: skip
    return render(request, "family/claim.html", context, status=409 if refusal else 200)


@require_POST
@screen(allow=[guardian_of("child_id")])
def claim_one(request: ActRequest, child_id: int, term_id: int, section_id: int) -> HttpResponse:
    """Take the place, or (`do` = wait) line up for it. Draws nothing: it is the busiest request of the year."""
    ids = {"child_id": child_id, "term_id": term_id, "section_id": section_id}
    try:
        if request.POST.get("do") == "wait":
            messages.success(request, _("已排候补，第 %(n)s 位") % {"n": join_waiting(request.act, **ids)})
        else:
            claim_seat(request.act, **ids)
            messages.success(request, _("已录取"))
    except NotYours:
        raise
    except Refusal as refusal:
        return _page(request, child_id, refusal)
    return HttpResponseRedirect(reverse("family:seat", args=[child_id]), status=303)


def _says(found: FreeCourses) -> str:
    if not found.joins:
        return _("先确认参加，再选课")
    if found.drawing:
        return _("摇号以后才能补选")
    free = [course for course in found.courses if course.places > 0 and not course.waiting and not course.mine]
    fits = sum(1 for course in free if not course.clashes_with)
    if fits:
        return _("%(n)s 门课现在就能选") % {"n": fits}
    if free:
        return _("%(n)s 门课还有名额，都和已录的课时间冲突") % {"n": len(free)}
    return _("现在没有空名额，可以排候补")


urlpatterns = [
    path("<pupil:child_id>/claim/", claim, name="claim"),
    path("<pupil:child_id>/claim/<term:term_id>/<section:section_id>/", claim_one, name="claim_one"),
]
