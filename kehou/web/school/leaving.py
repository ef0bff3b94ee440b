"""Somebody leaves the school: what follows is read first, then their account is ended."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _t

from kehou.day.actions.let_adult_go import let_adult_go
from kehou.day.queries.leaving import leaving
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
    context = {
        "school_id": school_id,
        "found": found,
        "who": found.who,
        "own": account_id == request.act.account_id,
        "duties": [
            (gap.section_id, gap.name, _t("、").join(WEEKDAY_NAMES[day] for day in gap.weekdays))
            for gap in found.duties
        ],
        "places": is_shown(OFFICE, request.act),
        "refusal": refusal,
        "here": reverse("school:accounts", args=[school_id]),
    }
    return render(request, "school/leaving.html", context, status=409 if refusal else 200)


urlpatterns = [path("<school:school_id>/accounts/<account:account_id>/end/", account_end, name="account_end")]
