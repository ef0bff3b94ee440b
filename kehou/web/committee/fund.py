"""Where did the money come from and what was it spent on? For the parents' committee (八.3b, 二.2, 八.4a)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from kehou.fund.queries import fund_of_term
from kehou.org import queries as org
from kehou.people.permits import holder_of
from kehou.web.committee.places import own_seat
from kehou.web.screen import ActRequest, screen


@screen(allow=[holder_of("committee")])
def fund(request: ActRequest) -> HttpResponse:
    """The term's; nobody's name and no single person's money."""
    seat = own_seat(request)
    term = org.term_on(seat.school_id, request.act.today)
    found = fund_of_term(request.act, school_id=seat.school_id, term=term) if term else None
    return render(request, "committee/fund.html", {"seat": seat, "term": term, "fund": found})


urlpatterns = [path("fund/", fund, name="fund")]
