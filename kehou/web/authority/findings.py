"""The district's findings: what schools answered, closed or sent back with a reason."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kehou.ground.refusal import NotYours, Refusal
from kehou.people.permits import over_district
from kehou.review.actions.close_finding import close_finding
from kehou.review.actions.send_back_finding import send_back_finding
from kehou.review.permits import officer_over_finding
from kehou.review.queries.findings import finding_case, findings_of_district
from kehou.web.screen import ActRequest, screen


@screen(allow=[over_district("district_officer")])
def findings(request: ActRequest, district_id: int) -> HttpResponse:
    """Opens on what waits for the district; where nothing does, on all."""
    number = request.GET.get("page", "1")
    found = findings_of_district(
        request.act,
        district_id=district_id,
        tab=request.GET.get("show", ""),
        page=int(number) if number.isdecimal() else 1,
    )
    return render(request, "authority/findings.html", {"found": found, "district_id": district_id})


@screen(allow=[officer_over_finding])
def finding(request: ActRequest, finding_id: int) -> HttpResponse:
    """One finding; POST closes it or sends it back."""
    refusal = None
    if request.method == "POST":
        try:
            messages.success(request, _decide(request, finding_id))
            return HttpResponseRedirect(reverse("authority:finding", args=[finding_id]), status=303)
        except NotYours:
            raise
        except Refusal as error:
            refusal = error
    case = finding_case(request.act, finding_id=finding_id)
    context = {"case": case, "refusal": refusal, "reason": request.POST.get("reason", "")}
    return render(request, "authority/finding.html", context, status=409 if refusal else 200)


def _decide(request: ActRequest, finding_id: int) -> str:
    if request.POST.get("do") == "close":
        close_finding(request.act, finding_id=finding_id)
        return _("已结案")
    send_back_finding(request.act, finding_id=finding_id, reason=request.POST.get("reason", ""))
    return _("已退回，学校会收到消息")


urlpatterns = [
    path("<district:district_id>/findings/", findings, name="findings"),
    path("findings/<finding:finding_id>/", finding, name="finding"),
]
