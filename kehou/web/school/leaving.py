"""Somebody leaves the school: what follows is read first, then their place and their account are ended."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _t

from kehou.day.actions.let_adult_go import let_adult_go
from kehou.day.actions.let_outsider_go import let_outsider_go
from kehou.day.queries.leaving import Leaving, leaving, outsider_leaving
from kehou.ground.refusal import NotYours, Refusal
from kehou.ground.school_day import WEEKDAY_NAMES
from kehou.kernel.permit import is_shown
from kehou.people.permits import at_school, over_school
from kehou.web.screen import ActRequest, screen

OFFICE = at_school("coordinator", "principal")


@screen(allow=[OFFICE, over_school()])
def account_end(request: ActRequest, school_id: int, account_id: int) -> HttpResponse:
    """Before: what follows, and the button. After: the same page says what is left to do."""
    refusal = None
    here = reverse("school:account_end", args=[school_id, account_id])
    if request.method == "POST":
        try:
            let_adult_go(request.act, school_id=school_id, account_id=account_id)
        except NotYours:
            raise
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _t("已停，登着的手机和电脑下一次点击就打不开了"))
            return HttpResponseRedirect(here, status=303)
    found = leaving(request.act, school_id=school_id, account_id=account_id)
    back = reverse("school:accounts", args=[school_id])
    return _page(request, school_id, found, refusal, back=back, account_id=account_id)


@screen(allow=[OFFICE])
def outside_end(request: ActRequest, school_id: int, staff_id: int) -> HttpResponse:
    """The same for a volunteer or coach who has no account."""
    refusal = None
    if request.method == "POST":
        try:
            let_outsider_go(request.act, school_id=school_id, staff_id=staff_id)
        except NotYours:
            raise
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _t("记下了，从现在起不能再带班"))
            return HttpResponseRedirect(reverse("school:outside_end", args=[school_id, staff_id]), status=303)
    found = outsider_leaving(request.act, school_id=school_id, staff_id=staff_id)
    return _page(request, school_id, found, refusal, back=reverse("school:outside", args=[school_id]))


def _page(
    request: ActRequest, school_id: int, found: Leaving, refusal: Refusal | None, *, back: str, account_id: int = 0
) -> HttpResponse:
    """account_id: 0 = has none."""
    context = {
        "school_id": school_id,
        "found": found,
        "who": found.who,
        "has_account": bool(account_id),
        "own": account_id == request.act.account_id,
        "duties": [
            (gap.section_id, gap.name, _t("、").join(WEEKDAY_NAMES[day] for day in gap.weekdays))
            for gap in found.duties
        ],
        "places": is_shown(OFFICE, request.act),
        "refusal": refusal,
        "back": back,
    }
    return render(request, "school/leaving.html", context, status=409 if refusal else 200)


urlpatterns = [
    path("<school:school_id>/accounts/<account:account_id>/end/", account_end, name="account_end"),
    path("<school:school_id>/outside/<staff:staff_id>/end/", outside_end, name="outside_end"),
]
