"""What families say in the district: who has not been answered in time."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from kehou.people.permits import over_district
from kehou.review.permits import officer_over_complaint
from kehou.review.queries.complaints import complaints_of_district
from kehou.web.complaint_case import answering
from kehou.web.screen import ActRequest, screen


@screen(allow=[over_district("district_officer")])
def complaints(request: ActRequest, district_id: int) -> HttpResponse:
    number = request.GET.get("page", "1")
    found = complaints_of_district(
        request.act,
        district_id=district_id,
        tab=request.GET.get("show", "open"),
        page=int(number) if number.isdecimal() else 1,
    )
    return render(request, "authority/complaints.html", {"found": found, "district_id": district_id})


@screen(allow=[officer_over_complaint])
def complaint(request: ActRequest, complaint_id: int) -> HttpResponse:
    """One complaint; the district may answer for a school that does not."""
    return answering(request, complaint_id, "authority/complaint.html", "authority:complaint")


urlpatterns = [
    path("<district:district_id>/complaints/", complaints, name="complaints"),
    path("complaints/<complaint:complaint_id>/", complaint, name="complaint"),
]
