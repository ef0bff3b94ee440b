"""How many hours did I give, and what was paid for them? (八.4b)"""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from kehou.fund.billing import period_text
from kehou.fund.queries.pay import my_work
from kehou.people.permits import any_adult, holder_of
from kehou.web.screen import ActRequest, screen


@screen(allow=[any_adult, holder_of("teacher", "coordinator", "principal", "duty_leader")])
def hours(request: ActRequest) -> HttpResponse:
    at = request.GET.get("at", "0")
    work = my_work(request.act, place=int(at) if at.isdecimal() and len(at) < 3 else 0)
    context = {
        "work": work,
        "months": [(period_text(month.month), month) for month in work.months] if work else [],
        "slips": [(period_text(slip.period), slip) for slip in work.slips] if work else [],
        "minutes": sum(month.minutes for month in work.months) if work else 0,
        "sessions": sum(month.sessions for month in work.months) if work else 0,
        "paid": sum(slip.amount for slip in work.slips) if work else 0,
        "places": [(n, n + 1) for n in range(work.places)] if work and work.places > 1 else [],
    }
    return render(request, "teacher/hours.html", context)


urlpatterns = [path("pay/", hours, name="hours")]
