"""What did the school promise, and what did the committee decide about it? (八.3b)"""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from kehou.people.permits import holder_of
from kehou.plan.notice import notice_of
from kehou.plan.queries.committee import committee_plan
from kehou.plan.reading import read_parts
from kehou.web.committee.places import own_seat
from kehou.web.screen import ActRequest, screen


@screen(allow=[holder_of("committee")])
def plan(request: ActRequest) -> HttpResponse:
    """The plan in force, short and whole, and the minutes of the term's votes."""
    seat = own_seat(request)
    found = committee_plan(request.act, school_id=seat.school_id)
    today = request.act.today
    summary = None
    if found.version is not None:
        summary = notice_of(
            found.document, term_name="", district_name="", submitted_on=today, published_on=today, on=today
        )
    context = {"seat": seat, "found": found, "summary": summary, "parts": read_parts(found.document)}
    return render(request, "committee/plan.html", context)


urlpatterns = [path("plan/", plan, name="plan")]
